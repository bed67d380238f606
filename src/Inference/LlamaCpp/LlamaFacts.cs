using System.Globalization;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Reads <see cref="EngineFacts"/> off a loaded model.</summary>
internal static class LlamaFacts
{
    /// <summary>What an engine of this model will be with that plan. Its limits are those asked for; a context may set lower ones.</summary>
    public static EngineFacts Of(LlamaModel model, EnginePlan plan)
    {
        var options = model.Options;
        var perSequence = EnginePlan.ContextFor(options, model.Handle.TrainedContext);
        return new EngineFacts(
            Engine: model.Runtime.Engine,
            Device: plan.OnCpu ? "CPU" : string.Join(", ", model.Runtime.Devices.Gpus),
            CpuVariant: model.Runtime.Devices.CpuVariant,
            ModelName: Name(model),
            ModelDescription: Describe(model),
            ParameterCount: model.Handle.ParameterCount,
            ModelBytes: model.Handle.Bytes,
            TrainedContext: model.Handle.TrainedContext,
            ContextPerSequence: perSequence,
            MaxSequences: options.Sequences,
            MaxBatchRows: plan.BatchRows,
            MinRowsPerSequence: plan.Exact ? 2 : 1,
            EqualRows: plan.Exact,
            Configuration: string.Create(
                CultureInfo.InvariantCulture,
                $"threads {plan.Threads}/{plan.BatchThreads}, {plan.Attention} {options.KeyType}/{options.ValueType}, {options.Sequences} x {perSequence}, rows {plan.BatchRows}/{options.MicroBatchRows}{Gpus(options, plan)}"));
    }

    private static string Gpus(LlamaOptions options, EnginePlan plan) => plan.OnCpu
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $", GPU layers {options.GpuLayers}, split {options.SplitMode} {string.Join(':', options.TensorSplit)} from {options.MainGpu}");

    private static string Name(LlamaModel model)
    {
        if (!string.IsNullOrWhiteSpace(model.Options.Name))
            return model.Options.Name.Trim();
        var name = model.Handle.Metadata("general.name");
        return string.IsNullOrWhiteSpace(name) ? Path.GetFileNameWithoutExtension(model.Options.Path) : name;
    }

    private static string Describe(LlamaModel model)
    {
        var count = (double)model.Handle.ParameterCount;
        var size = count >= 1e9
            ? (count / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "B"
            : (count / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M";
        return $"{model.Handle.Metadata("general.architecture")} {size} {model.Handle.WeightType}";
    }
}
