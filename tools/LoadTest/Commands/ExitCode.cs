namespace SpecMesh.LoadTest.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>No request succeeded, more failed or memory grew more than allowed, or <c>compare</c> found that B is worse.</summary>
    public const int Bad = 1;

    /// <summary>Wrong arguments, files that cannot be used, or a server that is not there.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
