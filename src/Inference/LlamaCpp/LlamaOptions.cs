namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Which model llama.cpp loads, and how. Bound to the configuration section <c>Model</c>.</summary>
public sealed class LlamaOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Model";

    /// <summary>The GGUF file. Of a model in several files, the first.</summary>
    public string Path { get; set; } = "";

    /// <summary>The model's public name. Default: the file's <c>general.name</c>, else its file name.</summary>
    public string? Name { get; set; }

    /// <summary>Positions that each sequence can hold. 0: what the model was trained for, at most 4096.</summary>
    public int Context { get; set; }

    /// <summary>Independent sequences. KV memory is allocated at start for <see cref="Context"/> positions of each.</summary>
    public int Sequences { get; set; } = 8;

    /// <summary>Most rows in one pass. 0: as <see cref="MicroBatchRows"/>, which is also the most that an exact model takes.</summary>
    public int BatchRows { get; set; }

    /// <summary>Most rows that are computed at once: llama.cpp splits a larger pass.</summary>
    public int MicroBatchRows { get; set; } = 512;

    /// <summary>CPU threads for passes of one row. 0: one per processor.</summary>
    public int Threads { get; set; }

    /// <summary>CPU threads for passes of several rows: prefill and verification. 0: one per processor.</summary>
    public int BatchThreads { get; set; }

    /// <summary>Layers on the GPU. -1: all. Without a GPU it has no effect.</summary>
    public int GpuLayers { get; set; } = -1;

    /// <summary>How a model is spread over several GPUs.</summary>
    public SplitMode SplitMode { get; set; } = SplitMode.Layer;

    /// <summary>The GPU for the whole model when it is not split.</summary>
    public int MainGpu { get; set; }

    /// <summary>Share of the model for each GPU, in any unit. Empty: by free memory.</summary>
    public float[] TensorSplit { get; set; } = [];

    /// <summary>Map the file instead of reading it: faster start, and processes share the memory.</summary>
    public bool Mmap { get; set; } = true;

    /// <summary>Keep the weights from being swapped out.</summary>
    public bool Mlock { get; set; }

    /// <summary>Number format of the keys in the KV cache.</summary>
    public CacheType KeyType { get; set; } = CacheType.F16;

    /// <summary>Number format of the values in the KV cache. A quantised one needs flash attention.</summary>
    public CacheType ValueType { get; set; } = CacheType.F16;

    /// <summary>
    /// Flash attention. Auto: off where the model is exact; else the faster one, if measurements are kept
    /// (see <see cref="ModelLoader"/>), and without them off on the CPU and llama.cpp's choice on a GPU.
    /// </summary>
    public Toggle FlashAttention { get; set; } = Toggle.Auto;

    /// <summary>
    /// How the KV cache is divided among sequences. Auto: separate where the model is exact; else the faster one, if measurements are kept, and
    /// separate without them.
    /// </summary>
    public KvLayout KvLayout { get; set; } = KvLayout.Auto;

    /// <summary>
    /// Logits that do not depend on what else is in a pass, to the bit. Auto: on when all layers run on the CPU, unless flash attention or a
    /// unified KV cache was asked for.
    /// It asks the caller for equal rows, see <see cref="Engine.EngineFacts.EqualRows"/>. Off suits a draft.
    /// </summary>
    public Toggle Exact { get; set; } = Toggle.Auto;

    /// <summary>Directory of a llama.cpp that you built, of the version that the engine was made for. Default: <c>SPECMESH_LLAMA_DIR</c>, else the libraries that the build restored.</summary>
    public string? NativesDirectory { get; set; }
}
