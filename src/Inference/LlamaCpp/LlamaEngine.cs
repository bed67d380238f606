using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>One decoding context of llama.cpp on a model. Made by <see cref="LlamaModelLoader"/>.</summary>
/// <remarks>
/// llama.cpp checks much by aborting the process. So everything that a caller can get wrong is checked here first, against
/// the lengths of the sequences, which are kept on this side for that.
/// </remarks>
public sealed unsafe class LlamaEngine : IEngine
{
    private readonly LlamaModel? _owned;
    private readonly ContextHandle _context;
    private readonly nint _memory;
    private readonly NativeBatch _batch;
    private readonly int[] _lengths;
    private readonly int[] _nextLengths;

    private LlamaEngine(LlamaModel? owned, ContextHandle context, LlamaVocabulary vocabulary, EngineFacts facts)
    {
        _owned = owned;
        _context = context;
        _memory = LlamaNative.GetMemory(context);
        _batch = new NativeBatch(facts.MaxBatchRows);
        _lengths = new int[facts.MaxSequences];
        _nextLengths = new int[facts.MaxSequences];
        Vocabulary = vocabulary;
        Facts = facts;
    }

    /// <inheritdoc/>
    public EngineFacts Facts { get; }

    /// <inheritdoc/>
    public IVocabulary Vocabulary { get; }

    /// <param name="model">The model. It must live as long as the engine.</param>
    /// <param name="plan">How to run it.</param>
    /// <param name="ownsModel">Whether the model is disposed with the engine.</param>
    internal static LlamaEngine Create(LlamaModel model, EnginePlan plan, bool ownsModel)
    {
        var options = model.Options;
        var facts = LlamaFacts.Of(model, plan);
        var perSequence = facts.ContextPerSequence;
        if ((long)perSequence * options.Sequences > int.MaxValue)
            throw new EngineException($"Model:Sequences is {options.Sequences}, too many for a context of {perSequence} each. Lower Model:Sequences or Model:Context.");

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

        NativeLog.TakeErrors();
        var context = ContextHandle.Create(model.Handle, parameters);
        if (context.IsInvalid)
            throw new EngineException(
                $"llama.cpp could not make a context of {options.Sequences} sequences of {perSequence} positions: {NativeLog.TakeErrors()}. Lower Model:Sequences or Model:Context if memory is short.");

        // llama.cpp rounds the context up; the limit stays the one that was asked for.
        return new LlamaEngine(ownsModel ? model : null, context, model.Vocabulary, facts with
        {
            ContextPerSequence = Math.Min(perSequence, (int)LlamaNative.ContextPerSequence(context)),
            MaxBatchRows = (int)LlamaNative.BatchRows(context),
        });
    }

    /// <inheritdoc/>
    public void Decode(DecodeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        BatchRules.Check(batch, Facts, Vocabulary.Size, _lengths, _nextLengths);

        NativeLog.TakeErrors();
        var result = LlamaNative.Decode(_context, _batch.Fill(batch));
        if (result == 0)
        {
            _nextLengths.CopyTo(_lengths, 0);
            return;
        }

        _batch.Clear();
        foreach (var sequence in batch.Sequences)
            _lengths[sequence] = LlamaNative.MemoryLastPosition(_memory, sequence) + 1;
        throw new EngineException($"llama.cpp could not decode a batch of {batch.Count} rows (code {result}): {NativeLog.TakeErrors()}");
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int row)
    {
        if (!_batch.HasLogits(row))
            throw new ArgumentOutOfRangeException(nameof(row), row, "The last pass computed no logits for this row.");
        var logits = LlamaNative.GetLogits(_context, row);
        if (logits is null)
            throw new EngineException($"llama.cpp has no logits for row {row} of the last pass: {NativeLog.TakeErrors()}");
        return new ReadOnlySpan<float>(logits, Vocabulary.Size);
    }

    /// <inheritdoc/>
    public void Truncate(int sequence, int fromPosition)
    {
        CheckSequence(sequence, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        if (fromPosition >= _lengths[sequence])
            return;
        if (!LlamaNative.MemoryRemove(_memory, sequence, fromPosition, -1))
            throw new EngineException($"llama.cpp cannot cut sequence {sequence} of this model back to position {fromPosition}.");
        _lengths[sequence] = fromPosition;
    }

    /// <inheritdoc/>
    public void CopyPrefix(int source, int destination, int length)
    {
        CheckSequence(source, nameof(source));
        CheckSequence(destination, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > _lengths[source])
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Sequence {source} holds {_lengths[source]} positions.");
        if (source != destination)
        {
            Truncate(destination, 0);
            if (length == 0)
                return;

            // Between caches of their own, llama.cpp copies a whole sequence or aborts, and makes the copy when it next decodes. In a unified
            // cache the two share their cells from now on, and a cut takes one of them out.
            LlamaNative.MemoryCopy(_memory, source, destination, -1, -1);
            _lengths[destination] = _lengths[source];
        }

        Truncate(destination, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _owned?.Dispose();
        _batch.Dispose();
    }

    private void CheckSequence(int sequence, string name)
    {
        if ((uint)sequence >= (uint)_lengths.Length)
            throw new ArgumentOutOfRangeException(name, sequence, $"Sequences are 0 to {_lengths.Length - 1}.");
    }
}
