using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>The bundled target, loaded once for a class of tests.</summary>
public class TargetFixture : IAsyncLifetime
{
    public LlamaEngine Engine { get; private set; } = null!;

    public LlamaVocabulary Vocabulary => (LlamaVocabulary)Engine.Vocabulary;

    public async ValueTask InitializeAsync() => Engine = await BundledModels.LoadAsync(BundledModels.Target, Configure);

    public ValueTask DisposeAsync()
    {
        Engine.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Settings other than the usual ones.</summary>
    protected virtual void Configure(LlamaOptions options)
    {
    }
}
