using System.CommandLine;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;

// The host handles the signals to end itself, so that services drain: System.CommandLine's own two-second limit is off.
return await MeshCommand
    .Create((mesh, _) => LocalHost.RunAsync(mesh, ConsoleLog.Standard()))
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
