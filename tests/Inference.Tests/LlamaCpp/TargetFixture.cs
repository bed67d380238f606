using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>The bundled target, loaded once for a class of tests.</summary>
public sealed class TargetFixture : IAsyncLifetime
{
    public LlamaEngine Engine { get; private set; } = null!;

    public LlamaVocabulary Vocabulary => (LlamaVocabulary)Engine.Vocabulary;

    public async ValueTask InitializeAsync() => Engine = await BundledModels.LoadAsync(BundledModels.Target);

    public ValueTask DisposeAsync()
    {
        Engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
