using Xunit.Sdk;
using Xunit.v3;

// One browser and one mesh on few cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SpecMesh.Playground.Tests.Support.Stage))]
