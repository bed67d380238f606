using System.Numerics;
using System.Runtime.InteropServices;
using SpecMesh.Speculation.Sampling.Filters;
using SpecMesh.Speculation.Sampling.Noise;

namespace SpecMesh.Speculation.Sampling;

/// <summary>
/// The race of all tokens of a row: argmax of logit / temperature + noise, in double precision, the lowest id on a tie.
/// </summary>
/// <remarks>
/// Vectors only rule out tokens that cannot matter, by upper bounds of their score (<see cref="Leader"/>); the few that are left are scored
/// one by one, always by the same arithmetic. So the winner does not depend on the machine's vector width.
/// </remarks>
/// <param name="seed">Seed of the noise.</param>
/// <param name="temperature">More than 0.</param>
/// <param name="widestLead">See <see cref="Leader"/>.</param>
internal sealed class Race(ulong seed, float temperature, double widestLead = 0)
{
    // Tokens whose noise is computed together: two steps of the widest registers, and few enough to leave out where no logit is high.
    private const int ChunkSize = 128;

    private readonly PhiloxRow _philox = new(seed);

    /// <summary>By how much the logit of another token would have had to be higher for it to win the last race; at most the widest lead.</summary>
    public double Lead { get; private set; }

    /// <summary>The token that wins.</summary>
    /// <param name="logits">One per token; none is NaN, the highest is finite.</param>
    /// <param name="position">Position of the token to draw.</param>
    /// <param name="mostLikely">The token to beat first: with a high score to begin with, most others are ruled out.</param>
    /// <param name="cutoff">Which tokens take part; <paramref name="mostLikely"/> does.</param>
    public int Run(ReadOnlySpan<float> logits, int position, int mostLikely, Cutoff cutoff)
    {
        var leader = new Leader(temperature, cutoff, mostLikely, logits[mostLikely], Philox.Word(seed, position, mostLikely), widestLead);
        Span<uint> words = stackalloc uint[ChunkSize];
        for (var first = 0; first < logits.Length; first += ChunkSize)
        {
            var chunk = logits.Slice(first, Math.Min(ChunkSize, logits.Length - first));
            if (!new TokensAtLeast(chunk, leader.LeastLogit).MoveNext())
                continue;
            _philox.Fill(position, first, words[..chunk.Length]);
            RunChunk(chunk, words[..chunk.Length], first, ref leader);
        }

        Lead = leader.Lead;
        return leader.Token;
    }

    private void RunChunk(ReadOnlySpan<float> logits, ReadOnlySpan<uint> words, int first, ref Leader leader)
    {
        var whole = logits.Length - logits.Length % Vector<float>.Count;
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            if (!AllRuledOut(logits, words, i, leader.LeastBound))
                Challenge(logits.Slice(i, Vector<float>.Count), words[i..], first + i, ref leader);
        }

        Challenge(logits[whole..], words[whole..], first + whole, ref leader);
    }

    private bool AllRuledOut(ReadOnlySpan<float> logits, ReadOnlySpan<uint> words, int index, float leastBound)
    {
        // A bound that overflowed to NaN is not below the limit, and rules nothing out.
        var logit = Vector.LoadUnsafe(in MemoryMarshal.GetReference(logits), (nuint)index);
        var noise = GumbelNoise.UpperBound(Vector.LoadUnsafe(in MemoryMarshal.GetReference(words), (nuint)index));
        return Vector.LessThanAll(logit + temperature * noise, new Vector<float>(leastBound));
    }

    private static void Challenge(ReadOnlySpan<float> logits, ReadOnlySpan<uint> words, int first, ref Leader leader)
    {
        for (var i = 0; i < logits.Length; i++)
            leader.Challenge(first + i, logits[i], words[i]);
    }
}
