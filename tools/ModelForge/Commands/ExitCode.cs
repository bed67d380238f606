namespace SpecMesh.ModelForge.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary><c>verify</c> found that the models differ.</summary>
    public const int Different = 1;

    /// <summary>Wrong arguments, or files that cannot be used.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
