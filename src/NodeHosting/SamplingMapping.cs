using System.Collections.Immutable;
using Grpc.Core;
using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Sampling;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting;

/// <summary>The protocol's sampling message as parameters of the sampler.</summary>
public static class SamplingMapping
{
    private const int DefaultPenaltyWindow = 64;

    // Far beyond what is of use, and small enough that sums and products of them with logits stay finite.
    private const float Most = 1000;

    /// <exception cref="RpcException">INVALID_ARGUMENT, if a number is out of its range.</exception>
    public static SamplingParameters ToParameters(this Sampling? sampling)
    {
        sampling ??= new Sampling();
        Check(float.IsFinite(sampling.Temperature) && sampling.Temperature >= 0, "temperature", "0 or more");
        Check(sampling.TopK >= 0, "top_k", "0 or more");
        Check(sampling.TopP is >= 0 and <= 1, "top_p", "in 0 to 1");
        Check(sampling.MinP is >= 0 and <= 1, "min_p", "in 0 to 1");
        Check(sampling.RepetitionPenalty is >= 0 and <= Most, "repetition_penalty", "in 0 to 1000");
        Check(sampling.PresencePenalty is >= -Most and <= Most, "presence_penalty", "in -1000 to 1000");
        Check(sampling.FrequencyPenalty is >= -Most and <= Most, "frequency_penalty", "in -1000 to 1000");
        Check(sampling.PenaltyWindow >= -1, "penalty_window", "-1 or more");
        Check(sampling.LogitBias.Values.All(static bias => bias <= Most), "logit_bias", "numbers up to 1000");

        return new SamplingParameters
        {
            Seed = sampling.Seed,
            Temperature = sampling.Temperature,
            TopK = sampling.TopK,
            TopP = sampling.TopP == 0 ? 1 : sampling.TopP,
            MinP = sampling.MinP,
            RepetitionPenalty = sampling.RepetitionPenalty == 0 ? 1 : sampling.RepetitionPenalty,
            PresencePenalty = sampling.PresencePenalty,
            FrequencyPenalty = sampling.FrequencyPenalty,
            PenaltyWindow = sampling.PenaltyWindow == 0 ? DefaultPenaltyWindow : sampling.PenaltyWindow,
            LogitBias = sampling.LogitBias.OrderBy(static b => b.Key).Select(static b => new LogitBias(b.Key, b.Value)).ToImmutableArray(),
        };
    }

    /// <summary>The same parameters, with what a generation says about tokens that end it.</summary>
    /// <param name="parameters">How its tokens are drawn.</param>
    /// <param name="generation">Says from where on it may end.</param>
    /// <param name="vocabulary">Knows the tokens that end it.</param>
    /// <param name="promptTokens">Where the answer begins.</param>
    public static SamplingParameters WithEnds(
        this SamplingParameters parameters, Generation generation, IVocabulary vocabulary, int promptTokens)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (!generation.IgnoreEnd && generation.MinTokens <= 0)
            return parameters;
        return parameters with
        {
            EndTokens = [.. Enumerable.Range(0, vocabulary.Size).Where(vocabulary.IsEndOfGeneration)],
            EndsFrom = generation.IgnoreEnd ? int.MaxValue : (int)Math.Min(int.MaxValue, (long)promptTokens + generation.MinTokens),
        };
    }

    private static void Check(bool valid, string field, string range)
    {
        if (!valid)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"sampling.{field} must be {range}."));
    }
}
