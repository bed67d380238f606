using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Tests.Reports;

public sealed class ResultJsonTests
{
    private static readonly string[] Latencies = ["ttft", "tpot", "itl", "e2el"];

    /// <summary>What vllm bench serve writes with --save-result --save-detailed, and no more at the top.</summary>
    private static readonly string[] Fields =
    [
        "date", "endpoint_type", "backend", "label", "model_id", "tokenizer_id", "num_prompts", "request_rate", "burstiness", "max_concurrency", "duration", "completed",
        "failed", "total_input_tokens", "total_output_tokens", "request_throughput", "request_goodput", "output_throughput", "total_token_throughput",
        "max_output_tokens_per_s", "max_concurrent_requests", "spec_decode_acceptance_rate", "spec_decode_acceptance_length", "spec_decode_num_drafts",
        "spec_decode_draft_tokens", "spec_decode_accepted_tokens", "input_lens", "output_lens", "ttfts", "itls", "start_times", "errors", "generated_texts",
        .. Latencies.SelectMany(static name => new[] { "mean", "median", "std", "p50", "p90", "p95", "p99" }.Select(figure => $"{figure}_{name}_ms")),
    ];

    private static readonly RunResult Run = Runs.Result(
        [
            Runs.Answered(0, [100, 150], tokens: 6, drafts: (Accepted: 3, Rejected: 1)) with { Text = "a \"quoted\" answer" },
            Runs.Answered(500, [200, 210, 260], tokens: 3, drafts: (Accepted: 0, Rejected: 2)),
            Runs.Failed(700, FailureClass.Unavailable, "503 no node"),
        ],
        TimeSpan.FromSeconds(2),
        ServiceLevel.Parse(["ttft:150"]));

    [Fact]
    public void Fields_have_the_names_of_vllm_and_all_else_is_under_one_of_our_own()
    {
        var json = ResultJson.Of(Run, details: true, texts: true);

        Assert.Equal(Fields.Append(ResultJson.Own).Order(), json.Select(static field => field.Key).Order());
    }

    [Fact]
    public void Values_have_the_units_of_vllm()
    {
        var json = Parse(ResultJson.Of(Run, details: true, texts: true));

        Assert.Equal("inf", json.GetProperty("request_rate").GetString());
        Assert.Equal(1, json.GetProperty("max_concurrency").GetInt32());
        Assert.Equal(3, json.GetProperty("num_prompts").GetInt32());
        Assert.Equal(2, json.GetProperty("completed").GetInt32());
        Assert.Equal(2.0, json.GetProperty("duration").GetDouble());
        Assert.Equal(0.5, json.GetProperty("request_goodput").GetDouble());
        Assert.Equal(4.5, json.GetProperty("output_throughput").GetDouble());
        // Milliseconds in figures, seconds in lists, percent for acceptance.
        Assert.Equal(150, json.GetProperty("mean_ttft_ms").GetDouble(), 1e-9);
        Assert.Equal([0.1, 0.2, 0], json.GetProperty("ttfts").EnumerateArray().Select(static time => time.GetDouble()));
        Assert.Equal([0.01, 0.05], json.GetProperty("itls")[1].EnumerateArray().Select(static time => time.GetDouble()));
        Assert.Equal([0, 0.5, 0.7], json.GetProperty("start_times").EnumerateArray().Select(static time => time.GetDouble()));
        Assert.Equal([6, 3, 0], json.GetProperty("output_lens").EnumerateArray().Select(static length => length.GetInt32()));
        Assert.Equal(["", "", "503 no node"], json.GetProperty("errors").EnumerateArray().Select(static error => error.GetString()));
        Assert.Equal(50, json.GetProperty("spec_decode_acceptance_rate").GetDouble(), 1e-9);
        Assert.Equal(1.5, json.GetProperty("spec_decode_acceptance_length").GetDouble(), 1e-9);
        Assert.Equal(json.GetProperty("median_itl_ms").GetDouble(), json.GetProperty("p50_itl_ms").GetDouble());
    }

    [Fact]
    public void What_is_our_own_has_errors_by_class_and_warnings()
    {
        var own = Parse(ResultJson.Of(Run, details: true, texts: false)).GetProperty(ResultJson.Own);

        Assert.Equal(1, own.GetProperty("error_classes").GetProperty("unavailable").GetInt32());
        Assert.Equal(Run.Warnings, own.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetString()!));
        Assert.Equal("ttft:150", own.GetProperty("goodput_limits").GetString());
        Assert.Equal(2, own.GetProperty("client").GetProperty("processors").GetInt32());
    }

    [Fact]
    public void Of_an_open_loop_the_rate_and_its_kind_are_there()
    {
        var ramp = Runs.Result([], TimeSpan.Zero, load: Runs.Open(new ArrivalPlan(ArrivalKind.Ramp, 8, RampFrom: 2), 5));

        var json = Parse(ResultJson.Of(ramp, details: false, texts: false));

        Assert.Equal(8, json.GetProperty("request_rate").GetDouble());
        Assert.Equal(("linear", 2, 8), (json.GetProperty("ramp_up_strategy").GetString(), json.GetProperty("ramp_up_start_rps").GetInt32(), json.GetProperty("ramp_up_end_rps").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("max_concurrency").ValueKind);
        Assert.False(json.TryGetProperty("ttfts", out _));
        var constant = Runs.Result([], TimeSpan.Zero, load: Runs.Open(new ArrivalPlan(ArrivalKind.Constant, 8), 5));
        Assert.Equal("inf", Parse(ResultJson.Of(constant, details: false, texts: false)).GetProperty("burstiness").GetString());
    }

    private static JsonElement Parse(JsonObject json) => JsonElement.Parse(json.ToJsonString());
}
