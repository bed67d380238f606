using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>One call of <c>llama_model_load_from_file</c>, with progress and cancellation.</summary>
internal static unsafe class ModelLoading
{
    public static ModelHandle Load(
        LlamaOptions options, EnginePlan plan, NativeRuntime runtime, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var parameters = LlamaNative.ModelDefaultParams();
        parameters.GpuLayers = plan.OnCpu ? 0 : options.GpuLayers;
        parameters.SplitMode = (int)options.SplitMode;
        parameters.MainGpu = options.MainGpu;
        parameters.LoadMode = (options.Mmap ? LoadMode.Mmap : 0) | (options.Mlock ? LoadMode.Mlock : 0);

        // An empty list keeps llama.cpp from using a GPU for anything; null would let it use all of them.
        nint noDevice = 0;
        if (plan.OnCpu)
            parameters.Devices = &noDevice;

        Span<float> split = stackalloc float[(int)LlamaNative.MaxDevices()];
        if (options.TensorSplit.Length > split.Length)
            throw new EngineException($"Model:TensorSplit has {options.TensorSplit.Length} shares, and llama.cpp takes at most {split.Length}. Give one for each GPU.");
        split.Clear();
        options.TensorSplit.CopyTo(split);

        var report = new LoadReport(progress, cancellationToken);
        var reportHandle = GCHandle.Alloc(report);
        try
        {
            fixed (float* shares = split)
            {
                parameters.TensorSplit = options.TensorSplit.Length > 0 ? shares : null;
                parameters.ProgressCallback = &OnProgress;
                parameters.ProgressUserData = (void*)GCHandle.ToIntPtr(reportHandle);
                NativeLog.TakeErrors();
                var model = LlamaNative.ModelLoadFromFile(options.Path, parameters);
                if (!model.IsInvalid)
                    return Accept(model, options);
            }
        }
        finally
        {
            reportHandle.Free();
        }

        if (report.Failure is not null)
            throw new EngineException($"Reporting the progress of loading '{options.Path}' failed: {report.Failure.Message}", report.Failure);
        cancellationToken.ThrowIfCancellationRequested();
        throw Unloadable(options.Path, runtime);
    }

    /// <summary>Loads no weights: the model has a vocabulary and nothing else.</summary>
    public static ModelHandle LoadVocabulary(string path, NativeRuntime runtime)
    {
        var parameters = LlamaNative.ModelDefaultParams();
        nint noDevice = 0;
        parameters.Devices = &noDevice;
        parameters.VocabularyOnly = 1;
        NativeLog.TakeErrors();
        var model = LlamaNative.ModelLoadFromFile(path, parameters);
        return model.IsInvalid ? throw Unloadable(path, runtime) : model;
    }

    private static EngineException Unloadable(string path, NativeRuntime runtime)
    {
        var errors = NativeLog.TakeErrors();
        return new EngineException(
            $"llama.cpp {runtime.Version} could not load the model '{path}': {(errors.Length > 0 ? errors : "it gave no reason")}. If the file is cut off, copy it again; if its architecture is unknown, use a newer SpecMesh or another model.");
    }

    /// <summary>Refuses models whose cache cannot be cut back to any position, which verification needs after each rejected token.</summary>
    private static ModelHandle Accept(ModelHandle model, LlamaOptions options)
    {
        var kind = LlamaNative.ModelIsRecurrent(model) || LlamaNative.ModelIsHybrid(model) ? "keeps a recurrent state"
            : LlamaNative.ModelHasEncoder(model) || !LlamaNative.ModelHasDecoder(model) ? "is not a decoder"
            : LlamaNative.ModelIsDiffusion(model) ? "is a diffusion model"
            : null;
        if (kind is null)
            return model;
        model.Dispose();
        throw new EngineException($"The model '{options.Path}' {kind}. SpecMesh needs a decoder with a plain KV cache, e.g. of the Llama or Qwen family.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float share, void* userData)
    {
        var report = (LoadReport)GCHandle.FromIntPtr((nint)userData).Target!;
        return report.Next(share) ? (byte)1 : (byte)0;
    }

    private sealed class LoadReport(IProgress<float>? progress, CancellationToken cancellationToken)
    {
        private float _last = -1;

        public Exception? Failure { get; private set; }

        /// <returns>Whether to go on loading.</returns>
        public bool Next(float share)
        {
            // 1 is kept for the engine that is ready.
            share = Math.Clamp(share, 0, 0.99f);
            if (share > _last && !cancellationToken.IsCancellationRequested)
            {
                _last = share;
                try
                {
                    progress?.Report(share);
                }
                catch (Exception e)
                {
                    // An exception must not pass through native frames; Load throws it after them.
                    Failure = e;
                    return false;
                }
            }

            return !cancellationToken.IsCancellationRequested;
        }
    }
}
