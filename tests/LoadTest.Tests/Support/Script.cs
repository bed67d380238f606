namespace SpecMesh.LoadTest.Tests.Support;

/// <summary>How an answer ends.</summary>
internal enum Ending
{
    Whole,
    WithoutEndMark,
    ErrorEvent,
    Abort,
    BrokenJson,
}

/// <summary>What a <see cref="ScriptedServer"/> answers a request with.</summary>
internal sealed record Script
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "text/event-stream";

    /// <summary>The body of an answer that is no stream.</summary>
    public string Body { get; init; } = """{"error":{"message":"no"}}""";

    /// <summary>From the request to the first chunk.</summary>
    public TimeSpan FirstToken { get; init; }

    /// <summary>From each chunk to the next.</summary>
    public TimeSpan Gap { get; init; }

    public int Chunks { get; init; } = 3;

    public int TokensOfChunk { get; init; } = 1;

    /// <summary>Text of a chunk.</summary>
    public string Text { get; init; } = "word ";

    /// <summary>Whether an empty chunk comes at once, long before the first token.</summary>
    public bool Greets { get; init; }

    public bool CountsTokens { get; init; } = true;

    /// <summary>Accepted and refused draft tokens; null: not said.</summary>
    public (int Accepted, int Rejected)? Drafts { get; init; }

    public Ending Ending { get; init; }

    /// <summary>Must complete before the first chunk.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;
}
