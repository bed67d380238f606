using SpecMesh.AppHost.TestService;

// Stands in for any service of a mesh, and for a host that gets killed.
return args is ["host", var runDirectory, var firstPort]
    ? await VictimHost.RunAsync(runDirectory, int.Parse(firstPort, System.Globalization.CultureInfo.InvariantCulture))
    : Service.Run(args);
