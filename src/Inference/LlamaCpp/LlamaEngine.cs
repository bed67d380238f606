using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>One decoding context of llama.cpp on a model. Made by a <see cref="ModelLoader"/>.</summary>
/// <remarks>
/// llama.cpp checks much by aborting the process. So everything that a caller can get wrong is checked here first, against
/// the lengths of the sequences, which are kept on this side for that.
/// </remarks>
public sealed class LlamaEngine : IEngine
{
    private readonly LlamaModel? _owned;
    private readonly IContextHandle _context;
    private readonly bool[] _hasLogits;
    private readonly int[] _lengths;
    private readonly int[] _nextLengths;
    private int _rows;
    private bool _disposed;

    private LlamaEngine(LlamaModel? owned, IContextHandle context, LlamaVocabulary vocabulary, EngineFacts facts)
    {
        _owned = owned;
        _context = context;
        _hasLogits = new bool[facts.MaxBatchRows];
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

        NativeLog.TakeErrors();
        var context = model.Handle.CreateContext(options, plan, perSequence)
            ?? throw new EngineException(
                $"llama.cpp could not make a context of {options.Sequences} sequences of {perSequence} positions: {NativeLog.TakeErrors()}. Lower Model:Sequences or Model:Context if memory is short.");

        // llama.cpp rounds the context up; the limit stays the one that was asked for.
        return new LlamaEngine(ownsModel ? model : null, context, model.Vocabulary, facts with
        {
            ContextPerSequence = Math.Min(perSequence, context.PositionsPerSequence),
            MaxBatchRows = context.BatchRows,
        });
    }

    /// <inheritdoc/>
    public void Decode(DecodeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_disposed, this);
        BatchRules.Check(batch, Facts, Vocabulary.Size, _lengths, _nextLengths);

        NativeLog.TakeErrors();
        _rows = 0;
        var result = _context.Decode(batch);
        if (result == 0)
        {
            _nextLengths.CopyTo(_lengths, 0);
            batch.WantLogits.CopyTo(_hasLogits);
            _rows = batch.Count;
            return;
        }

        foreach (var sequence in batch.Sequences)
            _lengths[sequence] = _context.LastPosition(sequence) + 1;
        throw new EngineException($"llama.cpp could not decode a batch of {batch.Count} rows (code {result}): {NativeLog.TakeErrors()}");
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int row)
    {
        if ((uint)row >= (uint)_rows || !_hasLogits[row])
            throw new ArgumentOutOfRangeException(nameof(row), row, "The last pass computed no logits for this row.");
        var logits = _context.Logits(row);
        if (logits.IsEmpty)
            throw new EngineException($"llama.cpp has no logits for row {row} of the last pass: {NativeLog.TakeErrors()}");
        return logits;
    }

    /// <inheritdoc/>
    public void Truncate(int sequence, int fromPosition)
    {
        CheckSequence(sequence, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (fromPosition >= _lengths[sequence])
            return;
        if (!_context.Remove(sequence, fromPosition))
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
            _context.Copy(source, destination);
            _lengths[destination] = _lengths[source];
        }

        Truncate(destination, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _rows = 0;
        _context.Dispose();
        _owned?.Dispose();
    }

    private void CheckSequence(int sequence, string name)
    {
        if ((uint)sequence >= (uint)_lengths.Length)
            throw new ArgumentOutOfRangeException(name, sequence, $"Sequences are 0 to {_lengths.Length - 1}.");
    }
}
