using System.Text;

namespace SpecMesh.LoadTest.Client;

/// <summary>A chunk with text.</summary>
/// <param name="At">When it came, as a timestamp.</param>
/// <param name="Characters">How long its text is.</param>
internal readonly record struct Piece(long At, int Characters);

/// <summary>A request and its streamed answer. Times are timestamps of the client's clock.</summary>
/// <param name="sent">When the request was handed to the network.</param>
internal sealed class Exchange(long sent)
{
    private readonly StringBuilder _text = new();
    private readonly List<Piece> _pieces = [];
    private DraftTimings? _timings;

    public long Sent { get; } = sent;

    /// <summary>When the last event came, or the failure.</summary>
    public long Ended { get; private set; } = sent;

    public string Text => _text.ToString();

    /// <summary>Every chunk that carried text, in order.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>What the server counted; null if it did not say.</summary>
    public TokenUsage? Usage { get; private set; }

    public string? FinishReason { get; private set; }

    /// <summary>Whether the server marked the end.</summary>
    public bool Whole { get; private set; }

    /// <summary>Null: the answer is complete.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Takes in one event.</summary>
    /// <returns>Whether it carried text.</returns>
    public bool Add(Chunk chunk, long at)
    {
        if (chunk.Done)
        {
            Whole = true;
            return false;
        }

        Ended = at;
        if (chunk.Error is { } error)
            Fail(new Failure(FailureClass.StreamError, error), at);
        FinishReason = chunk.FinishReason ?? FinishReason;
        Whole |= chunk.FinishReason is not null;
        _timings = chunk.Timings ?? _timings;
        Usage = chunk.Usage ?? Usage;
        if (_timings is { } timings)
            Usage = Usage?.With(timings);
        if (chunk.Text is not { } text)
            return false;
        _text.Append(text);
        _pieces.Add(new Piece(at, text.Length));
        return true;
    }

    public void Fail(Failure failure, long at)
    {
        Failure ??= failure;
        Ended = at;
    }
}
