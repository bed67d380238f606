using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Verification;

/// <summary>A model without weights: its logits are a function of the whole context, and of a seed.</summary>
/// <param name="seed">Chooses the model.</param>
/// <param name="skill">Share of contexts at which its logits are those of the model of skill 1: how good a draft it is.</param>
internal sealed class TinyModel(int seed, double skill = 1)
{
    /// <summary>Few tokens, so that guesses made at random are right now and then.</summary>
    public const int Vocabulary = 5;

    public float[] Logits(ReadOnlySpan<int> context)
    {
        var state = (int)(PrefixHash.Of(context) >> 32);
        var random = new Random(HashOf(state, seed));
        var logits = Enumerable.Range(0, Vocabulary).Select(_ => 4 * random.NextSingle()).ToArray();
        return random.NextDouble() < skill ? logits : [.. logits.Reverse()];
    }

    /// <summary>Plain autoregressive decoding: what must come out, whatever a draft says.</summary>
    public int[] Generate(ReadOnlySpan<int> prompt, SamplingParameters sampling, int count)
    {
        var sampler = new CoupledSampler(sampling);
        var tokens = new List<int>(prompt.ToArray());
        for (var i = 0; i < count; i++)
        {
            int[] context = [.. tokens];
            tokens.Add(sampler.Sample(Logits(context), context));
        }

        return [.. tokens[prompt.Length..]];
    }

    private static int HashOf(int state, int seed) => unchecked(state * 31 + seed);
}

/// <summary>One sequence's KV cache: it holds what was really fed, so that a stale cell shows in the logits.</summary>
internal sealed class TinyCache(TinyModel model, IEnumerable<int> cached) : ILogitRows
{
    private readonly List<int> _cells = [.. cached];
    private int _firstRow;

    public int Count => _cells.Count;

    public ReadOnlySpan<int> Cells => _cells.ToArray();

    public ReadOnlySpan<float> this[int row] => model.Logits(_cells.ToArray().AsSpan(0, _firstRow + row + 1));

    public void Feed(ReadOnlySpan<int> tokens)
    {
        _firstRow = _cells.Count;
        _cells.AddRange(tokens);
    }

    public void Truncate(int count)
    {
        if (count < _cells.Count)
            _cells.RemoveRange(count, _cells.Count - count);
    }
}
