namespace SpecMesh.Inference.Tests.BuiltIn;

/// <summary>What is known of the engine that the tests run on.</summary>
internal static class EngineUnderTest
{
    /// <summary>How its name begins.</summary>
    public const string Name = "llama.cpp 0.5.0";
}
