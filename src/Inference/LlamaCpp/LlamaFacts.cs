using System.Globalization;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Reads <see cref="EngineFacts"/> off a loaded model and its context.</summary>
internal static unsafe class LlamaFacts
{
    public static EngineFacts Read(ModelHandle model, ContextHandle context, LlamaOptions options, EnginePlan plan, NativeRuntime runtime)
    {
        var trained = LlamaNative.ModelTrainedContext(model);

        // llama.cpp rounds the context up; the limit stays the one that was asked for.
        var perSequence = Math.Min(EnginePlan.ContextFor(options, trained), (int)LlamaNative.ContextPerSequence(context));
        return new EngineFacts(
            Engine: $"llama.cpp {runtime.Version}",
            Device: plan.OnCpu ? "CPU" : string.Join(", ", runtime.Gpus),
            CpuVariant: runtime.CpuVariant,
            ModelName: Name(model, options),
            ModelDescription: Describe(model),
            ParameterCount: (long)LlamaNative.ModelParameterCount(model),
            ModelBytes: (long)LlamaNative.ModelBytes(model),
            TrainedContext: trained,
            ContextPerSequence: perSequence,
            MaxSequences: options.Sequences,
            MaxBatchRows: (int)LlamaNative.BatchRows(context),
            MinRowsPerSequence: plan.Exact ? 2 : 1,
            EqualRows: plan.Exact,
            Configuration: string.Create(
                CultureInfo.InvariantCulture,
                $"threads {plan.Threads}/{plan.BatchThreads}, flash attention {plan.FlashAttention}, KV {options.KeyType}/{options.ValueType}, {options.Sequences} x {perSequence}"));
    }

    private static string Name(ModelHandle model, LlamaOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Name))
            return options.Name.Trim();
        var name = Metadata(model, "general.name");
        return string.IsNullOrWhiteSpace(name) ? Path.GetFileNameWithoutExtension(options.Path) : name;
    }

    private static string Describe(ModelHandle model)
    {
        var count = (double)LlamaNative.ModelParameterCount(model);
        var size = count >= 1e9
            ? (count / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "B"
            : (count / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M";
        var type = NativeText.Read(LlamaNative.FileTypeName(LlamaNative.ModelFileType(model)));
        return $"{Metadata(model, "general.architecture")} {size} {type}";
    }

    private static string Metadata(ModelHandle model, string key)
    {
        // The longest name or architecture that is worth showing; longer text comes back cut.
        var buffer = stackalloc byte[512];
        return LlamaNative.ModelMetadata(model, key, buffer, 512) < 0 ? "" : NativeText.Read(buffer);
    }
}
