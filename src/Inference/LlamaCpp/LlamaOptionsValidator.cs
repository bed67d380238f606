using Microsoft.Extensions.Options;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Finds settings that cannot work, each with a sentence that names the setting and the mend.</summary>
public sealed class LlamaOptionsValidator : IValidateOptions<LlamaOptions>
{
    // llama.cpp's own limit (LLAMA_MAX_SEQ).
    private const int MaxSequences = 256;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LlamaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Problems(LlamaOptions o)
    {
        if (string.IsNullOrWhiteSpace(o.Path))
            yield return "Model:Path is empty. Set it to the path of a GGUF file.";
        if (o.Context < 0)
            yield return $"Model:Context is {o.Context}. Set it to the positions that a sequence may hold, or 0 for the model's own.";
        if (o.Sequences is < 1 or > MaxSequences)
            yield return $"Model:Sequences is {o.Sequences}. Set it to 1 to {MaxSequences}.";
        if ((long)o.Context * o.Sequences > int.MaxValue)
            yield return $"Model:Context times Model:Sequences is {(long)o.Context * o.Sequences}. Lower one of them: at most {int.MaxValue} positions fit.";
        if (o.MicroBatchRows < 2)
            yield return $"Model:MicroBatchRows is {o.MicroBatchRows}. Set it to 2 or more, e.g. 512.";
        if (o.BatchRows != 0 && o.BatchRows < o.MicroBatchRows)
            yield return $"Model:BatchRows is {o.BatchRows}, less than Model:MicroBatchRows ({o.MicroBatchRows}). Raise it, or set it to 0.";
        if (o.Threads < 0)
            yield return $"Model:Threads is {o.Threads}. Set it to 1 or more, or 0 for one per processor.";
        if (o.BatchThreads < 0)
            yield return $"Model:BatchThreads is {o.BatchThreads}. Set it to 1 or more, or 0 for one per processor.";
        if (o.GpuLayers < -1)
            yield return $"Model:GpuLayers is {o.GpuLayers}. Set it to 0 or more, or -1 for all layers.";
        if (o.MainGpu < 0)
            yield return $"Model:MainGpu is {o.MainGpu}. Set it to the index of a GPU, counted from 0.";
        if (o.TensorSplit.Any(share => !float.IsFinite(share) || share < 0))
            yield return "Model:TensorSplit has a share that is negative or not a number. Give each GPU 0 or more, e.g. Model:TensorSplit:0=3 and Model:TensorSplit:1=1.";
        foreach (var problem in EnumProblems(o))
            yield return problem;
        if (o.Exact == Toggle.On && o.FlashAttention == Toggle.On)
            yield return "Model:Exact and Model:FlashAttention are both On, but flash attention is not exact on the CPU. Set one of them to Auto.";
        if (o.Exact == Toggle.On && o.KvLayout == KvLayout.Unified)
            yield return "Model:Exact is On and Model:KvLayout is Unified, but in a unified cache results depend on what the other sequences hold. Set Model:KvLayout to Auto, or Model:Exact to Auto.";
        if (o.FlashAttention == Toggle.Off && IsQuantized(o.ValueType))
            yield return $"Model:ValueType is {o.ValueType}, which needs flash attention. Set Model:FlashAttention to On, or Model:ValueType to F16.";
        if (o.Exact == Toggle.On && IsQuantized(o.ValueType))
            yield return $"Model:ValueType is {o.ValueType}, which needs flash attention, and Model:Exact is On. Set Model:ValueType to F16, or Model:Exact to Off.";
    }

    internal static bool IsQuantized(CacheType type) => type is not (CacheType.F32 or CacheType.F16 or CacheType.BF16);

    private static IEnumerable<string> EnumProblems(LlamaOptions o)
    {
        foreach (var (setting, value, defined) in new (string, Enum, bool)[]
        {
            ("SplitMode", o.SplitMode, Enum.IsDefined(o.SplitMode)),
            ("KeyType", o.KeyType, Enum.IsDefined(o.KeyType)),
            ("ValueType", o.ValueType, Enum.IsDefined(o.ValueType)),
            ("FlashAttention", o.FlashAttention, Enum.IsDefined(o.FlashAttention)),
            ("KvLayout", o.KvLayout, Enum.IsDefined(o.KvLayout)),
            ("Exact", o.Exact, Enum.IsDefined(o.Exact)),
        })
        {
            if (!defined)
                yield return $"Model:{setting} is {value}. Set it to one of {string.Join(", ", Enum.GetNames(value.GetType()))}.";
        }
    }
}
