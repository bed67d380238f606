using SpecMesh.LoadTest.Client;

namespace SpecMesh.LoadTest.Load;

/// <summary>What one request gave. Times count from the start of the run.</summary>
internal sealed record RequestResult
{
    /// <summary>Number of its chat, from 0.</summary>
    public required int Chat { get; init; }

    /// <summary>Number of its turn in the chat, from 0.</summary>
    public required int Turn { get; init; }

    /// <summary>The kind of its prompt.</summary>
    public required string Genre { get; init; }

    /// <summary>When the plan wanted it sent. All latencies count from here.</summary>
    public required TimeSpan Intended { get; init; }

    /// <summary>When it was ready to go; later than intended if this client was late.</summary>
    public required TimeSpan Ready { get; init; }

    /// <summary>When it was sent; later than ready if a cap on requests at once held it.</summary>
    public required TimeSpan Sent { get; init; }

    /// <summary>When chunks with text came.</summary>
    public required IReadOnlyList<TimeSpan> Pieces { get; init; }

    /// <summary>When the last event came, or the failure.</summary>
    public required TimeSpan Ended { get; init; }

    /// <summary>What the server counted; null if it did not say.</summary>
    public required TokenUsage? Usage { get; init; }

    public required string Text { get; init; }

    public required string? FinishReason { get; init; }

    /// <summary>Null: it succeeded.</summary>
    public required Failure? Failure { get; init; }

    public bool Succeeded => Failure is null;

    public bool Stopped => Failure is { Class: FailureClass.Stopped };

    public int PromptTokens => Usage?.Prompt ?? 0;

    /// <summary>Tokens of the answer; where the server does not count them, its chunks.</summary>
    public int OutputTokens => Usage is { Completion: > 0 and var tokens } ? tokens : Pieces.Count;

    /// <summary>Time to first token.</summary>
    public TimeSpan FirstToken => Pieces.Count == 0 ? TimeSpan.Zero : Pieces[0] - Intended;

    /// <summary>Time to the end of the answer.</summary>
    public TimeSpan EndToEnd => Ended - Intended;

    /// <summary>Mean time of each token after the first; null for an answer of one token.</summary>
    public TimeSpan? PerToken => OutputTokens > 1 && Pieces.Count > 0 ? (EndToEnd - FirstToken) / (OutputTokens - 1) : null;

    /// <summary>Times between chunks with text.</summary>
    public IEnumerable<TimeSpan> Gaps => Pieces.Zip(Pieces.Skip(1), static (first, second) => second - first);

    /// <summary>How late this client was.</summary>
    public TimeSpan Lateness => Ready - Intended;
}
