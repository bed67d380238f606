using System.Text.Json;
using SpecMesh.Gateway.Tests.Support;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>How clients steer speculation, and what they are told about it.</summary>
public sealed class SpeculationTests() : ScriptedMeshTests(drafted: true)
{
    private const string Path = "/v1/chat/completions";
    private const string Request = """{"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Headers_say_who_answered()
    {
        var (drafted, _) = await Gateway.PostAsync(Path, Request);
        var (plain, _) = await Gateway.PostAsync(Path, Request.Insert(1, "\"speculation\":{\"enabled\":false},"));

        Assert.Equal(("draft-1", "verifier-1"), (Header(drafted, "X-SpecMesh-Draft"), Header(drafted, "X-SpecMesh-Verifier")));
        Assert.Equal(("none", "verifier-1"), (Header(plain, "X-SpecMesh-Draft"), Header(plain, "X-SpecMesh-Verifier")));
    }

    [Fact]
    public async Task Speculation_can_be_switched_off_by_a_header()
    {
        Gateway.Http.DefaultRequestHeaders.Add("X-SpecMesh-Speculation", "off");
        await Gateway.PostAsync(Path, Request);
        Assert.Empty(Draft.Calls);
        Assert.True(Assert.Single(Verifier.Calls).Speculation.Off);
    }

    [Fact]
    public async Task Depth_and_draft_can_be_given_in_headers_and_the_body_counts_before_them()
    {
        Gateway.Http.DefaultRequestHeaders.Add("X-SpecMesh-Max-Depth", "5");
        Gateway.Http.DefaultRequestHeaders.Add("X-SpecMesh-Min-Depth", "1");
        Gateway.Http.DefaultRequestHeaders.Add("X-SpecMesh-Draft", "draft-1");
        await Gateway.PostAsync(Path, Request);
        await Gateway.PostAsync(Path, Request.Insert(1, "\"speculation\":{\"max_depth\":3},"));
        await Gateway.PostAsync(Path, Request.Insert(1, "\"speculation\":{\"draft\":\"nobody\"},"));

        Assert.Equal([(1, 5), (1, 3)], Draft.Calls.Select(call => (call.Speculation.MinDepth, call.Speculation.MaxDepth)));
        Assert.Single(Verifier.Calls);
    }

    [Fact]
    public async Task A_prediction_is_counted_as_OpenAI_does_and_apart_fromDrafts()
    {
        var (_, body) = await Gateway.PostAsync(Path, Request.Insert(1, "\"prediction\":{\"type\":\"content\",\"content\":\"Hello\"},"));

        Assert.Equal("Hello", Assert.Single(Draft.Calls).Prediction);
        var details = body.GetProperty("usage").GetProperty("completion_tokens_details");
        Assert.Equal(4, details.GetProperty("accepted_prediction_tokens").GetInt32());
        Assert.Equal(5, details.GetProperty("rejected_prediction_tokens").GetInt32());
        Assert.Equal(
            """{"draft":{"accepted":0,"rejected":0},"prediction":{"accepted":4,"rejected":5},"guess":{"accepted":0,"rejected":0}}""",
            details.GetProperty("speculation").GetRawText());
    }

    [Fact]
    public async Task Timings_have_the_shape_of_llama_cpp()
    {
        var (_, body) = await Gateway.PostAsync(Path, Request);

        var timings = body.GetProperty("timings");
        Assert.Equal(
            ["cache_n", "prompt_n", "prompt_ms", "prompt_per_token_ms", "prompt_per_second", "predicted_n", "predicted_ms",
             "predicted_per_token_ms", "predicted_per_second", "draft_n", "draft_n_accepted"],
            timings.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            (1, 2, Answer.Tokens, 9, 4),
            (Integer("cache_n"), Integer("prompt_n"), Integer("predicted_n"), Integer("draft_n"), Integer("draft_n_accepted")));
        Assert.Equal(Real("predicted_ms") / Answer.Tokens, Real("predicted_per_token_ms"), 1e-9);
        Assert.Equal(1000 * Answer.Tokens / Real("predicted_ms"), Real("predicted_per_second"), 1e-3);
        Assert.Equal(Real("prompt_ms") / 2, Real("prompt_per_token_ms"), 1e-9);

        int Integer(string name) => timings.GetProperty(name).GetInt32();
        double Real(string name) => timings.GetProperty(name).GetDouble();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Streamed_they_are_in_the_last_chunk(bool usage)
    {
        var fields = usage ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "\"stream\":true,";
        var events = await Gateway.StreamAsync(Path, Request.Insert(1, fields));
        Assert.True(events[^2].Json.TryGetProperty("timings", out _));
        Assert.All(events.SkipLast(2), item => Assert.False(item.Json.TryGetProperty("timings", out _)));
    }

    [Fact]
    public async Task Metrics_have_the_shape_of_vLLM_if_asked_for()
    {
        var (_, without) = await Gateway.PostAsync(Path, Request);
        var (_, with) = await Gateway.PostAsync(Path, Request.Insert(1, "\"specmesh\":{\"metrics\":true},"));

        Assert.False(without.TryGetProperty("metrics", out _));
        // Five passes: four accepted one draft token and refused one, the last refused one.
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {"speculative_decoding":{"mean_acceptance_length":1.8,"draft_acceptance_rate":0.4444444444444444,"acceptance_histogram":[1,4],
                 "num_spec_steps":5,"num_accepted_draft_tokens":4,"num_draft_tokens":9,"num_spec_tokens":2}}
                """),
            with.GetProperty("metrics")), with.GetRawText());
    }

    [Fact]
    public async Task The_service_tier_is_named_if_one_is_asked_for()
    {
        var (_, without) = await Gateway.PostAsync(Path, Request);
        var (_, with) = await Gateway.PostAsync(Path, Request.Insert(1, "\"service_tier\":\"priority\","));
        Assert.False(without.TryGetProperty("service_tier", out _));
        Assert.Equal("default", with.GetProperty("service_tier").GetString());
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
