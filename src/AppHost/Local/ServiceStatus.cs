namespace SpecMesh.AppHost.Local;

/// <summary>Where a supervised service stands.</summary>
public enum ServiceState
{
    /// <summary>Not started yet.</summary>
    Created,

    /// <summary>Its process runs and does not answer its health check yet.</summary>
    Starting,

    /// <summary>It has answered its health check.</summary>
    Healthy,

    /// <summary>It died and waits to be started again.</summary>
    Waiting,

    /// <summary>It died and stays so.</summary>
    Dead,

    /// <summary>It was asked to stop and finishes what it runs.</summary>
    Stopping,

    /// <summary>It stopped because it was asked to.</summary>
    Stopped,
}

/// <summary>A snapshot of a supervised service.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Starts">How many times it has been started.</param>
/// <param name="ProcessId">Its process while it has one.</param>
/// <param name="ExitCode">How its last process ended, once one has.</param>
/// <param name="WasHealthy">Whether it was ever healthy.</param>
public sealed record ServiceStatus(ServiceState State, int Starts, int? ProcessId, int? ExitCode, bool WasHealthy)
{
    internal static ServiceStatus Initial { get; } = new(ServiceState.Created, 0, null, null, false);
}
