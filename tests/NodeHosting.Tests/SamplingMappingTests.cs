using Grpc.Core;
using SpecMesh.Speculation.Sampling;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting.Tests;

public sealed class SamplingMappingTests
{
    [Fact]
    public void Nothing_said_is_greedy_without_any_transform()
    {
        foreach (var sampling in new[] { null, new Sampling() })
        {
            var parameters = sampling.ToParameters();
            Assert.Empty(parameters.LogitBias);
            Assert.Equal(SamplingParameters.Greedy, parameters with { LogitBias = SamplingParameters.Greedy.LogitBias });
        }
    }

    [Fact]
    public void Everything_that_is_said_arrives()
    {
        var parameters = new Sampling
        {
            Seed = ulong.MaxValue, Temperature = 0.7f, TopK = 40, TopP = 0.9f, MinP = 0.05f, RepetitionPenalty = 1.1f,
            PresencePenalty = 0.5f, FrequencyPenalty = -0.5f, PenaltyWindow = -1, LogitBias = { [9] = -3, [2] = 4 },
        }.ToParameters();

        Assert.Equal([new LogitBias(2, 4), new LogitBias(9, -3)], parameters.LogitBias);
        Assert.Equal(
            new SamplingParameters
            {
                Seed = ulong.MaxValue, Temperature = 0.7f, TopK = 40, TopP = 0.9f, MinP = 0.05f, RepetitionPenalty = 1.1f,
                PresencePenalty = 0.5f, FrequencyPenalty = -0.5f, PenaltyWindow = -1, LogitBias = parameters.LogitBias,
            },
            parameters);
    }

    [Fact]
    public void A_token_can_be_forbidden() =>
        Assert.Equal(float.NegativeInfinity, new Sampling { LogitBias = { [1] = float.NegativeInfinity } }.ToParameters().LogitBias[0].Bias);

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_number_out_of_range_is_refused_by_name(string field, Sampling sampling)
    {
        var error = Assert.Throws<RpcException>(() => sampling.ToParameters());
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith($"sampling.{field} must be ", error.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, Sampling> OutOfRange()
    {
        var data = new TheoryData<string, Sampling>
        {
            { "top_k", new Sampling { TopK = -1 } },
            { "penalty_window", new Sampling { PenaltyWindow = -2 } },
            { "logit_bias", new Sampling { LogitBias = { [1] = float.NaN } } },
            { "logit_bias", new Sampling { LogitBias = { [1] = float.PositiveInfinity } } },
        };
        foreach (var bad in new[] { -0.1f, float.NaN, float.PositiveInfinity })
        {
            data.Add("temperature", new Sampling { Temperature = bad });
            data.Add("top_p", new Sampling { TopP = bad });
            data.Add("min_p", new Sampling { MinP = bad });
            data.Add("repetition_penalty", new Sampling { RepetitionPenalty = bad });
        }

        foreach (var bad in new[] { float.NaN, float.NegativeInfinity, 1e6f })
        {
            data.Add("presence_penalty", new Sampling { PresencePenalty = bad });
            data.Add("frequency_penalty", new Sampling { FrequencyPenalty = bad });
        }

        return data;
    }

    /// <summary>A request must not be able to stop the engine: logits stay numbers whatever the parameters that are let in.</summary>
    [Fact]
    public void Whatever_is_let_in_a_token_can_be_drawn() =>
        Gen.Select(Numbers, Numbers, Numbers, Numbers, Numbers, Gen.Int[0, 3]).Sample((temperature, repetition, presence, frequency, bias, topK) =>
        {
            var sampling = new Sampling
            {
                Temperature = temperature, RepetitionPenalty = repetition, PresencePenalty = presence, FrequencyPenalty = frequency,
                TopK = topK, LogitBias = { [1] = bias },
            };
            SamplingParameters parameters;
            try
            {
                parameters = sampling.ToParameters();
            }
            catch (RpcException)
            {
                return;
            }

            Assert.InRange(new CoupledSampler(parameters).Sample([5, -5, -3, 0], [0, 1, 1, 2, 2, 2]), 0, 3);
        }, iter: 20_000);

    private static readonly float[] Extremes =
    [
        0, 1, -1, 1e-45f, 1e-30f, 500, -500, 1e30f, -1e30f, float.MaxValue, float.MinValue,
        float.NegativeInfinity, float.PositiveInfinity, float.NaN,
    ];

    private static Gen<float> Numbers { get; } = Gen.OneOf(Gen.Int[0, Extremes.Length - 1].Select(i => Extremes[i]), Gen.Float);
}
