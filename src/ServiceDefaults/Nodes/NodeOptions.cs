namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Settings under <c>Node</c>.</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Name in the mesh, unique; shown in logs. Default: the application's role and its process id.</summary>
    public string Name { get; set; } = "";

    /// <summary>How long running sessions may take to end after SIGTERM. Default 30 seconds; 0 to 1 hour.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Folder for what a node measures about its own speed, so that a restart need not measure it anew. Empty: <c>specmesh</c> in the user's
    /// folder for local application data. <c>none</c>: nothing is kept, and what takes time to measure is not measured.
    /// </summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>The value of <see cref="StateDirectory"/> that keeps nothing.</summary>
    public const string NoState = "none";
}
