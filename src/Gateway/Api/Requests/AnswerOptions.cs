namespace SpecMesh.Gateway.Api.Requests;

/// <summary>What a client wants to have in the answer, and how.</summary>
internal sealed record AnswerOptions
{
    /// <summary>Answers to each prompt.</summary>
    public int ChoicesPerPrompt { get; init; } = 1;

    /// <summary>Piece by piece, as server-sent events.</summary>
    public bool Stream { get; init; }

    /// <summary>End a streamed answer with a chunk of token counts.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Begin each text with its prompt.</summary>
    public bool Echo { get; init; }

    /// <summary>Log-probabilities of the tokens, with so many of the most likely ones. Null: none.</summary>
    public int? Logprobs { get; init; }

    /// <summary>The extension <c>specmesh</c>: where each token came from, with so many of the most likely ones. Null: nothing.</summary>
    public int? TokenSources { get; init; }

    /// <summary>Counts of speculation in vLLM's shape.</summary>
    public bool Metrics { get; init; }

    /// <summary>The service tier that the client asked for; there is only one. Null: it did not ask.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Whether anything must be known about single tokens.</summary>
    public bool WantsTokens => Logprobs is not null || TokenSources is not null;
}
