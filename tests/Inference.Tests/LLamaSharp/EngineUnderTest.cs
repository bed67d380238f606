namespace SpecMesh.Inference.Tests.LLamaSharp;

/// <summary>What is known of the engine that the tests run on.</summary>
internal static class EngineUnderTest
{
    /// <summary>How its name begins.</summary>
    public const string Name = "LLamaSharp 0.28.0 (llama.cpp c0c7e147)";
}
