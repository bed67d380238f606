namespace SpecMesh.Inference.Engine;

/// <summary>The engine could not do what was asked. The message is a sentence that names the cause and the mend.</summary>
public sealed class EngineException : Exception
{
    public EngineException(string message)
        : base(message)
    {
    }

    public EngineException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
