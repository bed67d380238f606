using LLama.Exceptions;
using LLama.Native;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>llama.cpp as LLamaSharp calls it.</summary>
internal sealed unsafe class LLamaSharpBinding : ILlamaBinding
{
    public int MaxDevices => (int)NativeApi.llama_max_devices();

    public LlamaRuntime Load(string? directory) => LLamaSharpRuntime.Load(directory);

    public IModelHandle? LoadModel(LlamaOptions options, bool onCpu, Func<float, bool> onProgress)
    {
        var parameters = OnCpu(LLamaModelParams.Default());
        if (!onCpu)
        {
            parameters.n_gpu_layers = options.GpuLayers;
            parameters.split_mode = (GPUSplitMode)options.SplitMode;
            parameters.main_gpu = options.MainGpu;
        }

        parameters.use_mmap = options.Mmap;
        parameters.use_mlock = options.Mlock;

        // llama.cpp reads one share for each GPU that there could be.
        Span<float> split = stackalloc float[MaxDevices];
        split.Clear();
        options.TensorSplit.CopyTo(split);
        fixed (float* shares = split)
        {
            parameters.tensor_split = options.TensorSplit.Length > 0 ? shares : null;
            LlamaProgressCallback callback = (share, _) => onProgress(share);
            parameters.progress_callback = callback;
            var model = Load(options.Path, parameters);
            GC.KeepAlive(callback);
            return model;
        }
    }

    public IModelHandle? LoadVocabulary(string path)
    {
        var parameters = OnCpu(LLamaModelParams.Default());
        parameters.vocab_only = true;
        return Load(path, parameters);
    }

    private static LLamaSharpModel? Load(string path, LLamaModelParams parameters)
    {
        try
        {
            return new LLamaSharpModel(SafeLlamaModelHandle.LoadFromFile(path, parameters));
        }
        catch (LoadWeightsFailedException)
        {
            return null;
        }
    }

    /// <summary>Keeps llama.cpp from using a GPU for anything. LLamaSharp has no list of devices to leave empty; "the GPU before the first" comes to the same.</summary>
    private static LLamaModelParams OnCpu(LLamaModelParams parameters)
    {
        parameters.n_gpu_layers = 0;
        parameters.split_mode = GPUSplitMode.None;
        parameters.main_gpu = -1;
        return parameters;
    }
}
