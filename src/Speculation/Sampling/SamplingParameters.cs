using System.Collections.Immutable;

namespace SpecMesh.Speculation.Sampling;

/// <summary>How a token is drawn from logits. Names, order and meaning of the transforms are llama.cpp's.</summary>
public sealed record SamplingParameters
{
    /// <summary>Greedy decoding without any transform.</summary>
    public static SamplingParameters Greedy { get; } = new();

    /// <summary>Seed of the noise. Two equal requests with equal seeds give equal tokens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Divides the logits. 0 is greedy: the most likely token, the lowest id on a tie.</summary>
    public float Temperature { get; init; }

    /// <summary>Keep the k most likely tokens. 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>Keep the fewest most likely tokens whose probabilities add up to at least this, in (0, 1]. 1: all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keep tokens at least this fraction as likely as the most likely one, in [0, 1]. 0: all.</summary>
    public float MinP { get; init; }

    /// <summary>Divides the positive and multiplies the negative logits of recent tokens. 1: off.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from the logit of every recent token.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Subtracted from the logit of a recent token once for each time it appears.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>How many of the last tokens count as recent, prompt included. -1: all.</summary>
    public int PenaltyWindow { get; init; } = 64;

    /// <summary>Added to the logits of single tokens.</summary>
    public ImmutableArray<LogitBias> LogitBias { get; init; } = [];

    /// <summary>Tokens that are never drawn before position <see cref="EndsFrom"/>: those that end a generation.</summary>
    public ImmutableArray<int> EndTokens { get; init; } = [];

    /// <summary>First position, prompt included, at which <see cref="EndTokens"/> may be drawn. 0: anywhere.</summary>
    public int EndsFrom { get; init; }

    internal bool HasPenalties => PenaltyWindow != 0 && (RepetitionPenalty != 1 || PresencePenalty != 0 || FrequencyPenalty != 0);

    internal bool HasFilters => TopK > 0 || TopP < 1 || MinP > 0;
}

/// <summary>A number to add to the logit of one token.</summary>
public readonly record struct LogitBias(int Token, float Bias);
