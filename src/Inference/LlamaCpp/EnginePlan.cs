using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>What <see cref="LlamaOptions"/> come to on this machine: every "auto" decided.</summary>
/// <remarks>
/// Exact means: flash attention off, a KV cache of its own for each sequence, nothing on a GPU. On the CPU this is nearly always the fastest
/// setting too, so a model that need not be exact (a draft) runs with it as well unless a measurement says otherwise, only without the
/// demand for equal rows.
/// </remarks>
/// <param name="Exact">Whether logits are independent of the batch, to the bit.</param>
/// <param name="OnCpu">Whether the model runs on the CPU alone.</param>
/// <param name="FlashAttention">llama.cpp's value: -1 auto, 0 off, 1 on.</param>
/// <param name="UnifiedKv">Whether all sequences share one KV cache.</param>
/// <param name="Threads">Threads for one row.</param>
/// <param name="BatchThreads">Threads for several rows.</param>
/// <param name="BatchRows">Most rows in one pass.</param>
internal sealed record EnginePlan(
    bool Exact, bool OnCpu, int FlashAttention, bool UnifiedKv, int Threads, int BatchThreads, int BatchRows)
{
    /// <summary>Longest context that is chosen unasked: KV memory is allocated at start.</summary>
    public const int DefaultContext = 4096;

    /// <summary>Flash attention and KV layout in words.</summary>
    public string Attention
    {
        get
        {
            var flash = FlashAttention switch { 0 => "off", 1 => "on", _ => "auto" };
            return $"flash attention {flash} with {(UnifiedKv ? "unified" : "separate")} KV";
        }
    }

    /// <summary>The plan that holds where nothing is measured.</summary>
    /// <exception cref="EngineException">Exactness was asked for where it cannot be had.</exception>
    public static EnginePlan Create(LlamaOptions options, bool hasGpu)
    {
        var onCpu = !hasGpu || options.GpuLayers == 0;
        if (options.Exact == Toggle.On && !onCpu)
            throw new EngineException(
                "Model:Exact is On, but layers run on a GPU, where results depend on the batch. Set Model:GpuLayers to 0, or Model:Exact to Auto.");
        var wantsFlash = options.FlashAttention == Toggle.On || NeedsFlash(options);
        var wantsUnified = options.KvLayout == KvLayout.Unified;
        var exact = options.Exact == Toggle.On || (options.Exact == Toggle.Auto && onCpu && !wantsFlash && !wantsUnified);
        var flash = options.FlashAttention switch
        {
            Toggle.On => 1,
            Toggle.Off => 0,
            _ => wantsFlash ? 1 : onCpu ? 0 : -1,
        };
        return new EnginePlan(
            exact,
            onCpu,
            flash,
            wantsUnified,
            options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            options.BatchThreads > 0 ? options.BatchThreads : Environment.ProcessorCount,
            // What is left over of a pass that is computed in parts could be a lone row.
            options.BatchRows > 0 && !exact ? options.BatchRows : options.MicroBatchRows);
    }

    /// <summary>Positions per sequence, given the model's trained context.</summary>
    public static int ContextFor(LlamaOptions options, int trainedContext) =>
        options.Context > 0 ? options.Context : Math.Min(trainedContext, DefaultContext);

    /// <summary>This plan, and those that differ from it in what the settings leave to the program. An exact plan has no others.</summary>
    /// <param name="options">The settings that it was made from.</param>
    /// <param name="anyLayout">Whether the model computes the same in every KV layout, see <see cref="LlamaModel.ReadsCacheSize"/>.</param>
    public IReadOnlyList<EnginePlan> Candidates(LlamaOptions options, bool anyLayout = true)
    {
        if (Exact)
            return [this];
        // On a GPU, auto is on wherever the GPU can do it, and forcing it elsewhere would move attention to the CPU: off is all that is left to try.
        int[] flash = options.FlashAttention == Toggle.Auto && !NeedsFlash(options)
            ? [FlashAttention, FlashAttention == 0 ? 1 : 0]
            : [FlashAttention];
        bool[] unified = options.KvLayout == KvLayout.Auto && options.Sequences > 1 && anyLayout ? [UnifiedKv, !UnifiedKv] : [UnifiedKv];
        return [.. from layout in unified from attention in flash select this with { FlashAttention = attention, UnifiedKv = layout }];
    }

    private static bool NeedsFlash(LlamaOptions options) => LlamaOptionsValidator.IsQuantized(options.ValueType);
}
