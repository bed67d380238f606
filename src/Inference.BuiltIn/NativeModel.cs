using System.Text;
using SpecMesh.Inference.BuiltIn.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.BuiltIn;

/// <summary>A <c>llama_model</c>.</summary>
internal sealed unsafe class NativeModel : IModelHandle
{
    // The longest name or architecture that is worth showing; longer text comes back cut.
    private const int LongestMetadata = 512;

    private readonly ModelHandle _model;

    private NativeModel(ModelHandle model)
    {
        _model = model;
        Vocabulary = new NativeVocabulary(model);
    }

    public int TrainedContext => LlamaNative.ModelTrainedContext(_model);

    public long ParameterCount => (long)LlamaNative.ModelParameterCount(_model);

    public long Bytes => (long)LlamaNative.ModelBytes(_model);

    public string WeightType => NativeText.Read(LlamaNative.FileTypeName(LlamaNative.ModelFileType(_model)));

    public bool HasEncoder => LlamaNative.ModelHasEncoder(_model);

    public bool HasDecoder => LlamaNative.ModelHasDecoder(_model);

    public bool IsRecurrent => LlamaNative.ModelIsRecurrent(_model) || LlamaNative.ModelIsHybrid(_model);

    public bool IsDiffusion => LlamaNative.ModelIsDiffusion(_model);

    public IVocabularyHandle Vocabulary { get; }

    public string? ChatTemplate
    {
        get
        {
            var template = LlamaNative.ModelChatTemplate(_model, null);
            return template is null ? null : NativeText.Read(template);
        }
    }

    /// <summary>Null if there is no model.</summary>
    public static NativeModel? Of(ModelHandle model) => model.IsInvalid ? null : new NativeModel(model);

    public string Metadata(string key)
    {
        var buffer = stackalloc byte[LongestMetadata];
        return LlamaNative.ModelMetadata(_model, key, buffer, LongestMetadata) < 0 ? "" : NativeText.Read(buffer);
    }

    public string? Render(string template, IReadOnlyList<ChatTurn> turns)
    {
        using var messages = new NativeMessages(turns);
        var text = NativeText.ZeroTerminated(template);
        var buffer = new byte[(messages.ByteCount * 2) + 256];
        var length = RenderInto(buffer, text, messages);
        if (length > buffer.Length)
        {
            buffer = new byte[length];
            length = RenderInto(buffer, text, messages);
        }

        return length < 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
    }

    public IContextHandle? CreateContext(LlamaOptions options, EnginePlan plan, int perSequence)
    {
        var parameters = LlamaNative.ContextDefaultParams();
        parameters.ContextSize = (uint)(perSequence * options.Sequences);
        parameters.BatchRows = (uint)plan.BatchRows;
        parameters.MicroBatchRows = (uint)options.MicroBatchRows;
        parameters.MaxSequences = (uint)options.Sequences;
        parameters.Threads = plan.Threads;
        parameters.BatchThreads = plan.BatchThreads;
        parameters.FlashAttention = plan.FlashAttention;
        parameters.KeyType = (int)options.KeyType;
        parameters.ValueType = (int)options.ValueType;
        parameters.OffloadKv = plan.OnCpu ? (byte)0 : (byte)1;
        parameters.OffloadOperations = plan.OnCpu ? (byte)0 : (byte)1;
        parameters.UnifiedKv = plan.UnifiedKv ? (byte)1 : (byte)0;

        var context = ContextHandle.Create(_model, parameters);
        return context.IsInvalid ? null : new NativeContext(context, Vocabulary.Size);
    }

    public void Dispose() => _model.Dispose();

    private static int RenderInto(byte[] buffer, byte[] template, NativeMessages messages)
    {
        fixed (byte* text = template)
        fixed (byte* start = buffer)
            return LlamaNative.ChatApplyTemplate(text, messages.View, (nuint)messages.Count, addAssistant: true, start, buffer.Length);
    }
}
