namespace SpecMesh.AppHost.Local;

/// <summary>How services are supervised on this machine.</summary>
public sealed record MeshHostOptions
{
    /// <summary>Whether a service that dies is started again.</summary>
    public bool RestartsDead { get; init; } = true;

    /// <summary>How long to wait before that.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Default;

    /// <summary>How long a service that was asked to stop may live on; longer than its own <c>Node:DrainTimeout</c>.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Folder for the peers files, which are removed at the end.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>Finds the assembly that a service runs from.</summary>
    public Func<Topology.ServiceRole, string> Assembly { get; init; } = ServiceAssemblies.For;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
