namespace SpecMesh.ModelForge;

/// <summary>What was asked for cannot be done. The message is a sentence for the user.</summary>
internal sealed class ForgeException : Exception
{
    public ForgeException(string message)
        : base(message)
    {
    }

    public ForgeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
