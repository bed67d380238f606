using Xunit.Sdk;
using Xunit.v3;

// Real models on real cores: meshes that ran side by side would time each other out.
[assembly: Parallelization(Mode = ParallelMode.None)]
