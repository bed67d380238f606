using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>A loaded model, weights and vocabulary, from which engines are made.</summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    // The longest name or architecture that is worth showing; longer text comes back cut.
    private const int LongestMetadata = 512;

    private LlamaModel(ModelHandle handle, LlamaVocabulary vocabulary, LlamaOptions options, NativeRuntime runtime)
    {
        Handle = handle;
        Vocabulary = vocabulary;
        Options = options;
        Runtime = runtime;
    }

    /// <summary>The model of llama.cpp.</summary>
    public ModelHandle Handle { get; }

    /// <summary>The vocabulary, usable as long as this lives.</summary>
    public LlamaVocabulary Vocabulary { get; }

    /// <summary>What it was loaded with.</summary>
    public LlamaOptions Options { get; }

    /// <summary>What it was loaded by.</summary>
    public NativeRuntime Runtime { get; }

    /// <summary>Positions that the model was trained for.</summary>
    public int TrainedContext => LlamaNative.ModelTrainedContext(Handle);

    /// <summary>
    /// Whether the model may compute something else when its cache is larger: llama.cpp takes the long or the short factors of such models by the
    /// size of the cache that a sequence lies in, which is the sum over all sequences if they share one.
    /// </summary>
    public bool ReadsCacheSize => Metadata($"{Metadata("general.architecture")}.rope.scaling.original_context_length").Length > 0;

    /// <exception cref="EngineException">The file is no model that can be used.</exception>
    public static LlamaModel Load(
        LlamaOptions options, EnginePlan plan, NativeRuntime runtime, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var handle = ModelLoading.Load(options, plan, runtime, progress, cancellationToken);
        try
        {
            return new LlamaModel(handle, LlamaVocabulary.Create(handle), options, runtime);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>An entry of the file's metadata as text; empty if there is none.</summary>
    public string Metadata(string key)
    {
        var buffer = stackalloc byte[LongestMetadata];
        return LlamaNative.ModelMetadata(Handle, key, buffer, LongestMetadata) < 0 ? "" : NativeText.Read(buffer);
    }

    public void Dispose() => Handle.Dispose();
}
