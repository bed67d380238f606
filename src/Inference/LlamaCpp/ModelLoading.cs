using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Has llama.cpp load a model, with progress and cancellation, and says what was wrong with it.</summary>
internal static class ModelLoading
{
    public static IModelHandle Load(
        ILlamaBinding binding, LlamaOptions options, EnginePlan plan, LlamaRuntime runtime, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        if (options.TensorSplit.Length > binding.MaxDevices)
            throw new EngineException($"Model:TensorSplit has {options.TensorSplit.Length} shares, and llama.cpp takes at most {binding.MaxDevices}. Give one for each GPU.");

        var report = new LoadProgress(progress, cancellationToken);
        NativeLog.TakeErrors();
        if (binding.LoadModel(options, plan.OnCpu, report.Next) is { } model)
            return Accept(model, options);
        if (report.Failure is not null)
            throw new EngineException($"Reporting the progress of loading '{options.Path}' failed: {report.Failure.Message}", report.Failure);
        cancellationToken.ThrowIfCancellationRequested();
        throw Unloadable(options.Path, runtime);
    }

    /// <summary>Loads no weights: the model has a vocabulary and nothing else.</summary>
    public static IModelHandle LoadVocabulary(ILlamaBinding binding, string path, LlamaRuntime runtime)
    {
        NativeLog.TakeErrors();
        return binding.LoadVocabulary(path) ?? throw Unloadable(path, runtime);
    }

    private static EngineException Unloadable(string path, LlamaRuntime runtime)
    {
        var errors = NativeLog.TakeErrors();
        return new EngineException(
            $"{runtime.Engine} could not load the model '{path}': {(errors.Length > 0 ? errors : "it gave no reason")}. If the file is cut off, copy it again; if its architecture is unknown, use a newer SpecMesh or another model.");
    }

    /// <summary>Refuses models whose cache cannot be cut back to any position, which verification needs after each rejected token.</summary>
    private static IModelHandle Accept(IModelHandle model, LlamaOptions options)
    {
        var kind = model.IsRecurrent ? "keeps a recurrent state"
            : model.HasEncoder || !model.HasDecoder ? "is not a decoder"
            : model.IsDiffusion ? "is a diffusion model"
            : null;
        if (kind is null)
            return model;
        model.Dispose();
        throw new EngineException($"The model '{options.Path}' {kind}. SpecMesh needs a decoder with a plain KV cache, e.g. of the Llama or Qwen family.");
    }
}
