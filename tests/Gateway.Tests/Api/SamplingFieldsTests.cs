using System.Text.Json;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

public sealed class SamplingFieldsTests
{
    [Fact]
    public void Defaults_are_OpenAIs()
    {
        var sampling = Read("{}");
        sampling.Seed = 0;
        Assert.Equal(new Sampling { Temperature = 1, TopP = 1 }, sampling);
    }

    [Fact]
    public void Every_parameter_is_passed_on()
    {
        var expected = new Sampling
        {
            Seed = 42,
            Temperature = 0.5f,
            TopK = 40,
            TopP = 0.9f,
            MinP = 0.05f,
            RepetitionPenalty = 1.1f,
            PresencePenalty = -0.5f,
            FrequencyPenalty = 2,
            PenaltyWindow = -1,
            LogitBias = { [5] = -100, [17] = 2.5f },
        };
        Assert.Equal(expected, Read("""
            {"seed":42,"temperature":0.5,"top_k":40,"top_p":0.9,"min_p":0.05,"repeat_penalty":1.1,"presence_penalty":-0.5,
             "frequency_penalty":2,"repeat_last_n":-1,"logit_bias":{"5":-100,"17":2.5}}
            """));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void A_seed_is_any_64_bits(long seed) => Assert.Equal(seed, unchecked((long)Read($$"""{"seed":{{seed}}}""").Seed));

    [Fact]
    public void Without_a_seed_one_is_drawn() => Assert.NotEqual(Read("{}").Seed, Read("""{"seed":null}""").Seed);

    [Fact]
    public void No_penalty_window_means_no_penalties()
    {
        var sampling = Read("""{"seed":0,"repeat_last_n":0,"repeat_penalty":1.3,"presence_penalty":1,"frequency_penalty":1}""");
        Assert.Equal(new Sampling { Temperature = 1, TopP = 1 }, sampling);
    }

    [Fact]
    public void Top_k_of_minus_one_means_off() => Assert.Equal(0, Read("""{"top_k":-1}""").TopK);

    private static Sampling Read(string json) => SamplingFields.Read(new RequestFields(JsonElement.Parse(json)));
}
