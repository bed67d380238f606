namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Settings under <c>Node</c>.</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Name in the mesh, unique; shown in logs. Default: the application's role and its process id.</summary>
    public string Name { get; set; } = "";

    /// <summary>How long running sessions may take to end after SIGTERM. Default 30 seconds; 0 to 1 hour.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
