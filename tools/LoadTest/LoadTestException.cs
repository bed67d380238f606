namespace SpecMesh.LoadTest;

/// <summary>What was asked for cannot be done. The message is a sentence for the user.</summary>
internal sealed class LoadTestException : Exception
{
    public LoadTestException(string message)
        : base(message)
    {
    }

    public LoadTestException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
