using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.Scripted;

/// <summary>
/// A deterministic engine without a model, for tests: as strict about its contract as llama.cpp, and able to fail, to be slow
/// and to be a draft of a given skill.
/// </summary>
public sealed class ScriptedEngine : IEngine
{
    private readonly ScriptedOptions _options;
    private readonly ScriptedLogits _model;
    private readonly int[][] _tokens;
    private readonly int[] _lengths;
    private readonly int[] _nextLengths;
    private readonly bool[] _poisoned;
    private readonly Dictionary<int, float[]> _logits = [];
    private readonly Stack<float[]> _spare = [];
    private bool _disposed;

    /// <param name="options">What to pretend; null for the defaults.</param>
    public ScriptedEngine(ScriptedOptions? options = null)
    {
        _options = options ?? new ScriptedOptions();
        _model = new ScriptedLogits(_options);
        _tokens = [.. Enumerable.Range(0, _options.Sequences).Select(_ => new int[_options.Context])];
        _lengths = new int[_options.Sequences];
        _nextLengths = new int[_options.Sequences];
        _poisoned = new bool[_options.Sequences];
        Vocabulary = new ScriptedVocabulary(_options.VocabularySize);
        Facts = new EngineFacts(
            Engine: "scripted",
            Device: "CPU",
            CpuVariant: "scripted",
            ModelName: $"scripted-{_options.Seed}",
            ModelDescription: $"scripted, {_options.VocabularySize} tokens",
            ParameterCount: 0,
            ModelBytes: 0,
            TrainedContext: _options.Context,
            ContextPerSequence: _options.Context,
            MaxSequences: _options.Sequences,
            MaxBatchRows: _options.BatchRows,
            MinRowsPerSequence: _options.Exact ? 2 : 1,
            EqualRows: _options.Exact);
    }

    /// <inheritdoc/>
    public EngineFacts Facts { get; }

    /// <inheritdoc/>
    public IVocabulary Vocabulary { get; }

    /// <summary>Passes so far, failed ones too.</summary>
    public int Passes { get; private set; }

    /// <summary>Rows of all passes so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The tokens that <paramref name="sequence"/> holds.</summary>
    public ReadOnlySpan<int> Cached(int sequence) => _tokens[sequence].AsSpan(0, _lengths[sequence]);

    /// <inheritdoc/>
    public void Decode(DecodeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(_disposed, this);
        BatchRules.Check(batch, Facts, Vocabulary.Size, _lengths, _nextLengths);
        CheckSequences(batch);

        Passes++;
        Rows += batch.Count;
        Recycle();
        try
        {
            _options.BeforePass?.Invoke(Passes, batch);
            if (_options.PassDuration is { } duration)
                Task.Delay(duration(batch.Count), _options.Time).GetAwaiter().GetResult();
            if (Passes == _options.FailOnPass)
                throw new EngineException($"Pass {Passes} failed, as the script says.");
        }
        catch
        {
            foreach (var sequence in batch.Sequences)
                _poisoned[sequence] = true;
            throw;
        }

        for (var row = 0; row < batch.Count; row++)
            Append(row, batch);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int row) => _logits.TryGetValue(row, out var logits)
        ? logits
        : throw new ArgumentOutOfRangeException(nameof(row), row, "The last pass computed no logits for this row.");

    /// <inheritdoc/>
    public void Truncate(int sequence, int fromPosition)
    {
        CheckSequence(sequence, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        _lengths[sequence] = Math.Min(_lengths[sequence], fromPosition);
        if (fromPosition == 0)
            _poisoned[sequence] = false;
    }

    /// <inheritdoc/>
    public void CopyPrefix(int source, int destination, int length)
    {
        CheckSequence(source, nameof(source));
        CheckSequence(destination, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > _lengths[source])
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Sequence {source} holds {_lengths[source]} positions.");
        if (_poisoned[source])
            throw new InvalidOperationException($"Sequence {source} is in an unknown state since a failed pass: clear it first.");
        _tokens[source].AsSpan(0, length).CopyTo(_tokens[destination]);
        _lengths[destination] = length;
        _poisoned[destination] = false;
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    private void Append(int row, DecodeBatch batch)
    {
        var sequence = batch.Sequences[row];
        _tokens[sequence][_lengths[sequence]++] = batch.Tokens[row];
        if (!batch.WantLogits[row])
            return;
        var logits = _spare.TryPop(out var spare) ? spare : new float[Vocabulary.Size];
        _model.Fill(Cached(sequence), logits);
        _logits[row] = logits;
    }

    private void Recycle()
    {
        foreach (var logits in _logits.Values)
            _spare.Push(logits);
        _logits.Clear();
    }

    private void CheckSequences(DecodeBatch batch)
    {
        foreach (var sequence in batch.Sequences)
        {
            if (_poisoned[sequence])
                throw new InvalidOperationException($"Sequence {sequence} is in an unknown state since a failed pass: clear it first.");
        }

        if (!Facts.EqualRows)
            return;
        foreach (var piece in BatchPieces.Of(batch.Sequences))
        {
            if (piece.RowsPerSequence < Facts.MinRowsPerSequence)
                throw new ArgumentException(
                    $"The batch leaves a piece with {piece.RowsPerSequence} row for sequence {piece.FirstSequence}, whose logits would depend on the batch. Give all sequences the same number of rows, at least {Facts.MinRowsPerSequence}.",
                    nameof(batch));
        }
    }

    private void CheckSequence(int sequence, string name)
    {
        if ((uint)sequence >= (uint)_lengths.Length)
            throw new ArgumentOutOfRangeException(name, sequence, $"Sequences are 0 to {_lengths.Length - 1}.");
    }
}
