using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>A loaded model, weights and vocabulary, from which engines are made.</summary>
internal sealed class LlamaModel : IDisposable
{
    private LlamaModel(IModelHandle handle, LlamaOptions options, LlamaRuntime runtime)
    {
        Handle = handle;
        Vocabulary = LlamaVocabulary.Create(handle);
        Options = options;
        Runtime = runtime;
    }

    /// <summary>The model of llama.cpp.</summary>
    public IModelHandle Handle { get; }

    /// <summary>The vocabulary, usable as long as this lives.</summary>
    public LlamaVocabulary Vocabulary { get; }

    /// <summary>What it was loaded with.</summary>
    public LlamaOptions Options { get; }

    /// <summary>What it was loaded by.</summary>
    public LlamaRuntime Runtime { get; }

    /// <summary>
    /// Whether the model may compute something else when its cache is larger: llama.cpp takes the long or the short factors of such models by the
    /// size of the cache that a sequence lies in, which is the sum over all sequences if they share one.
    /// </summary>
    public bool ReadsCacheSize => Handle.Metadata($"{Handle.Metadata("general.architecture")}.rope.scaling.original_context_length").Length > 0;

    /// <exception cref="EngineException">The file is no model that can be used.</exception>
    public static LlamaModel Load(
        ILlamaBinding binding, LlamaOptions options, EnginePlan plan, LlamaRuntime runtime, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var handle = ModelLoading.Load(binding, options, plan, runtime, progress, cancellationToken);
        try
        {
            return new LlamaModel(handle, options, runtime);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();
}
