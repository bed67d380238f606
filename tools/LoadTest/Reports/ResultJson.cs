using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>
/// Results as JSON. Fields at the top have the names and meanings of <c>vllm bench serve --save-result --save-detailed</c>; what that does not have is
/// under <see cref="Own"/>.
/// </summary>
internal static class ResultJson
{
    /// <summary>The field with what is this tool's own.</summary>
    public const string Own = "load_test";

    private const string Endless = "inf";

    /// <param name="run">The run.</param>
    /// <param name="details">Whether to list every request.</param>
    /// <param name="texts">Whether to list the answers, too.</param>
    public static JsonObject Of(RunResult run, bool details, bool texts)
    {
        var (plan, summary) = (run.Plan, run.Summary);
        var json = new JsonObject
        {
            ["date"] = run.Started.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture),
            ["endpoint_type"] = plan.Endpoint.Backend,
            ["backend"] = plan.Endpoint.Backend,
            ["label"] = plan.Label,
            ["model_id"] = plan.Requests.Model,
            ["tokenizer_id"] = null,
            ["num_prompts"] = run.Requests.Count,
            ["request_rate"] = plan.Load.Arrivals is { } arrivals ? arrivals.Rate : Endless,
            ["burstiness"] = plan.Load.Arrivals is { Kind: ArrivalKind.Constant } ? Endless : 1.0,
            ["max_concurrency"] = plan.Load.Concurrency,
        };
        if (plan.Load.Arrivals is { Kind: ArrivalKind.Ramp } ramp)
        {
            json["ramp_up_strategy"] = "linear";
            json["ramp_up_start_rps"] = ramp.RampFrom;
            json["ramp_up_end_rps"] = ramp.Rate;
        }

        json["duration"] = summary.Seconds;
        json["completed"] = summary.Completed;
        json["failed"] = summary.Failed;
        json["total_input_tokens"] = summary.InputTokens;
        json["total_output_tokens"] = summary.OutputTokens;
        json["request_throughput"] = summary.RequestThroughput;
        json["request_goodput"] = summary.Goodput;
        json["output_throughput"] = summary.OutputThroughput;
        json["total_token_throughput"] = summary.TotalThroughput;
        json["max_output_tokens_per_s"] = summary.PeakOutputThroughput;
        json["max_concurrent_requests"] = summary.PeakConcurrency;
        AddAcceptance(json, summary.Acceptance);
        foreach (var (name, distribution) in Latencies(summary))
            Add(json, name, distribution);
        if (details)
            AddDetails(json, run.Requests, texts);
        json[Own] = OwnPart(run, details);
        return json;
    }

    /// <summary>The four latencies by their names in field names.</summary>
    public static IEnumerable<(string Name, Distribution Distribution)> Latencies(Summary summary) =>
        [("ttft", summary.FirstToken), ("tpot", summary.PerToken), ("itl", summary.InterToken), ("e2el", summary.EndToEnd)];

    private static void Add(JsonObject json, string name, Distribution values)
    {
        json[$"mean_{name}_ms"] = values.Mean;
        json[$"median_{name}_ms"] = values.P50;
        json[$"std_{name}_ms"] = values.Std;
        json[$"p50_{name}_ms"] = values.P50;
        json[$"p90_{name}_ms"] = values.P90;
        json[$"p95_{name}_ms"] = values.P95;
        json[$"p99_{name}_ms"] = values.P99;
    }

    private static void AddAcceptance(JsonObject json, Acceptance? acceptance)
    {
        if (acceptance is null)
            return;
        json["spec_decode_acceptance_rate"] = 100 * acceptance.Rate;
        json["spec_decode_acceptance_length"] = acceptance.Length;
        json["spec_decode_num_drafts"] = acceptance.Passes;
        json["spec_decode_draft_tokens"] = acceptance.Drafted;
        json["spec_decode_accepted_tokens"] = acceptance.Accepted;
    }

    private static void AddDetails(JsonObject json, IReadOnlyList<RequestResult> requests, bool texts)
    {
        json["input_lens"] = Array(requests, static request => request.PromptTokens);
        json["output_lens"] = Array(requests, static request => request.Succeeded ? request.OutputTokens : 0);
        json["ttfts"] = Array(requests, static request => Seconds(request.FirstToken));
        json["itls"] = Array(requests, static request => new JsonArray([.. request.Gaps.Select(static gap => (JsonNode)Seconds(gap))]));
        json["start_times"] = Array(requests, static request => Seconds(request.Intended));
        json["errors"] = Array(requests, static request => request.Failure?.Message ?? "");
        if (texts)
            json["generated_texts"] = Array(requests, static request => request.Text);
    }

    private static JsonObject OwnPart(RunResult run, bool details)
    {
        var json = new JsonObject
        {
            ["version"] = typeof(ResultJson).Assembly.GetName().Version?.ToString(3),
            ["warnings"] = new JsonArray([.. run.Warnings.Select(static warning => (JsonNode)warning)]),
            ["load"] = run.Plan.Load.Describe(),
            ["arrivals"] = run.Plan.Load.Arrivals?.Kind.ToString().ToLowerInvariant(),
            ["prompts"] = run.Plan.Prompts.Describe(),
            ["seed"] = run.Plan.Requests.Seed,
            ["max_tokens"] = run.Plan.Requests.MaxTokens,
            ["temperature"] = run.Plan.Requests.Temperature,
            ["goodput_limits"] = run.Plan.Level?.ToString(),
            ["good"] = run.Summary.Good,
            ["stopped"] = run.Summary.Stopped,
            ["cached_input_tokens"] = run.Summary.CachedTokens,
            ["error_classes"] = JsonSerializer.SerializeToNode(run.Summary.Errors),
            ["client"] = new JsonObject
            {
                ["processors"] = run.Client.Processors,
                ["mean_cpu"] = run.Client.MeanProcessor,
                ["peak_cpu"] = run.Client.PeakProcessor,
                ["saturated_share"] = run.Client.SaturatedShare,
                ["p50_lag_ms"] = run.Client.Lag.P50,
                ["p99_lag_ms"] = run.Client.Lag.P99,
                ["max_lag_ms"] = run.Client.Lag.Max,
                ["gc_pause_ms"] = run.Client.CollectorPause.TotalMilliseconds,
            },
        };
        if (run.Memory.Count > 0)
            json["memory"] = MemoryReport.Json(run, details);
        if (details)
        {
            json["e2els"] = Array(run.Requests, static request => Seconds(request.EndToEnd));
            json["send_lags"] = Array(run.Requests, static request => Seconds(request.Lateness));
        }

        return json;
    }

    private static JsonArray Array(IEnumerable<RequestResult> requests, Func<RequestResult, JsonNode?> value) => new([.. requests.Select(value)]);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 7);
}
