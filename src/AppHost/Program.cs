using System.CommandLine;
#if ASPIRE
using SpecMesh.AppHost.Aspire;
#else
using SpecMesh.AppHost.Local;
#endif
using SpecMesh.AppHost.Topology;

// The host handles the signals to end itself, so that services drain: System.CommandLine's own two-second limit is off.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };

#if ASPIRE
var command = MeshCommand.Create((mesh, _) => AspireHost.RunAsync(mesh, args));
// Aspire reads options of its own from the same line.
command.TreatUnmatchedTokensAsErrors = false;
#else
var command = MeshCommand.Create((mesh, _) => LocalHost.RunAsync(mesh, ConsoleLog.Standard()));
#endif
return await command.Parse(args).InvokeAsync(invocation);
