using System.Runtime.InteropServices;

namespace SpecMesh.Speculation.Sampling;

/// <summary>Repetition, presence and frequency penalties over the last tokens of the context, as llama.cpp computes them.</summary>
internal sealed class Penalties(SamplingParameters parameters)
{
    private readonly Dictionary<int, int> _counts = [];

    public void Apply(Span<float> logits, ReadOnlySpan<int> context)
    {
        Count(context);
        foreach (var (token, count) in _counts)
        {
            if ((uint)token >= (uint)logits.Length)
                continue;

            ref var logit = ref logits[token];
            // A division would make a negative logit larger, so the sign decides.
            logit = logit > 0 ? logit / parameters.RepetitionPenalty : logit * parameters.RepetitionPenalty;
            logit -= count * parameters.FrequencyPenalty + parameters.PresencePenalty;
        }
    }

    private void Count(ReadOnlySpan<int> context)
    {
        _counts.Clear();
        var window = parameters.PenaltyWindow < 0 ? context.Length : Math.Min(parameters.PenaltyWindow, context.Length);
        foreach (var token in context[^window..])
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, token, out _)++;
    }
}
