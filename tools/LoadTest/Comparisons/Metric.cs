namespace SpecMesh.LoadTest.Comparisons;

/// <summary>A field of results that is worth comparing.</summary>
/// <param name="Field">Its name in the JSON.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="MoreIsBetter">Whether a greater value is the better one; null: neither is.</param>
internal sealed record Metric(string Field, string Title, bool? MoreIsBetter)
{
    private static readonly (string Name, string Title)[] Latencies = [("ttft", "TTFT"), ("tpot", "TPOT"), ("itl", "ITL"), ("e2el", "E2E")];
    private static readonly (string Name, string Title)[] Figures = [("mean", "mean"), ("median", "median"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")];

    public static IReadOnlyList<Metric> All { get; } =
    [
        new("completed", "completed requests", true),
        new("failed", "failed requests", false),
        new("request_throughput", "requests, 1/s", true),
        new("output_throughput", "output tokens, 1/s", true),
        new("total_token_throughput", "all tokens, 1/s", true),
        new("request_goodput", "goodput, req/s", true),
        .. Latencies.SelectMany(static latency => Figures.Select(figure =>
            new Metric($"{figure.Name}_{latency.Name}_ms", $"{latency.Title} {figure.Title}, ms", false))),
        new("spec_decode_acceptance_rate", "draft tokens accepted, %", true),
        new("spec_decode_acceptance_length", "tokens of a pass", true),
    ];
}
