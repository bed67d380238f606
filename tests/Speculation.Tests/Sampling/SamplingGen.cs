using System.Collections.Immutable;

namespace SpecMesh.Speculation.Tests.Sampling;

/// <summary>Random logits, contexts and parameters.</summary>
internal static class SamplingGen
{
    /// <summary>Logits of a vocabulary; often with ties.</summary>
    public static Gen<float[]> Logits(int size, float spread = 8) =>
        Gen.OneOf(Gen.Float[-spread, spread], Gen.Int[-4, 4].Select(i => i * spread / 4)).Array[size];

    /// <summary>One of these.</summary>
    public static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    public static Gen<int[]> Context(int vocabulary) => Gen.Int[0, vocabulary - 1].Array[1, 100];

    /// <summary>Filters alone.</summary>
    public static Gen<SamplingParameters> Filters { get; } =
        Gen.Select(
            Gen.ULong, Gen.Float[0.1f, 2], Gen.OneOf(Gen.Const(0), Gen.Int[1, 40]),
            Gen.OneOf(Gen.Const(1f), Gen.Float[0.01f, 0.999f]), Gen.OneOf(Gen.Const(0f), Gen.Float[0.001f, 1]),
            (seed, temperature, topK, topP, minP) =>
                new SamplingParameters { Seed = seed, Temperature = temperature, TopK = topK, TopP = topP, MinP = minP });

    /// <summary>Everything at once, greedy decoding included.</summary>
    public static Gen<SamplingParameters> All(int vocabulary) =>
        Gen.Select(
            Gen.Select(Filters, Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false)))),
            Gen.OneOf(Gen.Const(1f), Gen.Float[0.5f, 2]), Gen.OneOf(Gen.Const(0f), Gen.Float[-1, 1]),
            Gen.OneOf(Gen.Const(0f), Gen.Float[-1, 1]), Gen.OneOf(Gen.Const(-1), Gen.Int[0, 64]),
            Gen.Select(Gen.Int[0, vocabulary - 1], Gen.Float[-10, 10]).Array[0, 3],
            (filters, repetition, presence, frequency, window, bias) => filters.Item1 with
            {
                Temperature = filters.Item2 ? 0 : filters.Item1.Temperature,
                RepetitionPenalty = repetition,
                PresencePenalty = presence,
                FrequencyPenalty = frequency,
                PenaltyWindow = window,
                LogitBias = bias.Select(b => new LogitBias(b.Item1, b.Item2)).ToImmutableArray(),
            });
}
