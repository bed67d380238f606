using System.Text;
using LLama;
using LLama.Exceptions;
using LLama.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>LLamaSharp's handle of a model.</summary>
internal sealed class LLamaSharpModel(SafeLlamaModelHandle model) : IModelHandle
{
    public int TrainedContext => model.ContextSize;

    public long ParameterCount => (long)model.ParameterCount;

    public long Bytes => (long)model.SizeInBytes;

    // The description has architecture, size and type, and only the type may have spaces.
    public string WeightType => model.Description.Split(' ', 3)[^1];

    public bool HasEncoder => model.HasEncoder;

    public bool HasDecoder => model.HasDecoder;

    public bool IsRecurrent => model.IsRecurrent || LLamaSharpRuntime.Missing.IsHybrid(model.DangerousGetHandle());

    public bool IsDiffusion => model.IsDiffusion;

    public IVocabularyHandle Vocabulary { get; } = new LLamaSharpVocabulary(model);

    public string? ChatTemplate => model.GetTemplate(strict: false);

    // LLamaSharp passes the key without a zero behind it.
    public string Metadata(string key) => model.MetadataValueByKey(key + '\0') is { } value ? Encoding.UTF8.GetString(value.Span) : "";

    public string? Render(string template, IReadOnlyList<ChatTurn> turns)
    {
        var chat = new LLamaTemplate(template) { AddAssistant = true };
        foreach (var turn in turns)
            chat.Add(turn.Role, turn.Content);
        try
        {
            return Encoding.UTF8.GetString(chat.Apply());
        }
        catch (MissingTemplateException)
        {
            return null;
        }
    }

    public IContextHandle? CreateContext(LlamaOptions options, EnginePlan plan, int perSequence)
    {
        var parameters = LLamaContextParams.Default();
        parameters.n_ctx = (uint)(perSequence * options.Sequences);
        parameters.n_batch = (uint)plan.BatchRows;
        parameters.n_ubatch = (uint)options.MicroBatchRows;
        parameters.n_seq_max = (uint)options.Sequences;
        parameters.n_threads = plan.Threads;
        parameters.n_threads_batch = plan.BatchThreads;
        parameters.llama_flash_attn_type = (LLamaFlashAttentionType)plan.FlashAttention;
        parameters.type_k = (GGMLType)options.KeyType;
        parameters.type_v = (GGMLType)options.ValueType;
        parameters.offload_kqv = !plan.OnCpu;
        parameters.op_offload = !plan.OnCpu;
        parameters.kv_unified = plan.UnifiedKv;

        var context = SafeLLamaContextHandle.Create(model, parameters);
        if (!context.IsInvalid)
            return new LLamaSharpContext(context, plan.UnifiedKv);

        // LLamaSharp has taken its reference to the model for this one too, and only a real context gives it back.
        model.DangerousRelease();
        return null;
    }

    public void Dispose() => model.Dispose();
}
