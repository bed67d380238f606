using System.Text.Json;

namespace SpecMesh.LoadTest.Comparisons;

/// <summary>A field in two results.</summary>
/// <param name="Metric">The field.</param>
/// <param name="A">Its value in the first; null: it has none.</param>
/// <param name="B">Its value in the second.</param>
internal sealed record Difference(Metric Metric, double? A, double? B)
{
    /// <summary>Change from A to B as a share of A; null where there is none.</summary>
    public double? Change => A is { } a && B is { } b && a != 0 ? (b - a) / a : null;

    /// <summary>How much worse B is, as a share of A: 0 if it is not. From nothing to something bad counts as infinitely worse.</summary>
    public double Worse => (Metric.MoreIsBetter, A, B) switch
    {
        (false, 0, > 0) => double.PositiveInfinity,
        (true, _, _) => Math.Max(0, -(Change ?? 0)),
        (false, _, _) => Math.Max(0, Change ?? 0),
        _ => 0,
    };
}

/// <summary>Two results side by side: of this tool, or of <c>vllm bench serve</c>.</summary>
/// <param name="Differences">Every field that one of them has.</param>
/// <param name="Cautions">Why the two may not be comparable, in sentences.</param>
internal sealed record Comparison(IReadOnlyList<Difference> Differences, IReadOnlyList<string> Cautions)
{
    /// <summary>Settings that should be equal.</summary>
    private static readonly string[] Settings = ["model_id", "endpoint_type", "num_prompts", "request_rate", "burstiness", "max_concurrency"];

    /// <summary>The same, among this tool's own.</summary>
    private static readonly string[] OwnSettings = ["load", "prompts", "max_tokens", "temperature", "goodput_limits"];

    /// <exception cref="LoadTestException">A file cannot be used.</exception>
    public static Comparison Of(string pathA, string pathB)
    {
        var (a, b) = (Read(pathA), Read(pathB));
        var differences = Metric.All.Select(metric => new Difference(metric, Number(a, metric.Field), Number(b, metric.Field)))
            .Where(static difference => difference.A is not null || difference.B is not null);
        return new Comparison([.. differences], [.. Cautioned("A", a), .. Cautioned("B", b), .. Unequal(a, b, Settings), .. Unequal(Own(a), Own(b), OwnSettings)]);
    }

    private static JsonElement Read(string path)
    {
        try
        {
            var json = JsonElement.Parse(TextFile.All(path));
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("levels", out _))
                throw new LoadTestException($"'{path}' is the result of a sweep. Compare results of run.");
            if (json.ValueKind == JsonValueKind.Object && Number(json, "duration") is not null)
                return json;
        }
        catch (JsonException e)
        {
            throw new LoadTestException($"'{path}' is no JSON: {e.Message}", e);
        }

        throw new LoadTestException($"'{path}' is no result of a load test: it has no field 'duration'.");
    }

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static JsonElement Own(JsonElement json) => json.TryGetProperty(Reports.ResultJson.Own, out var own) ? own : default;

    private static IEnumerable<string> Cautioned(string name, JsonElement json) =>
        Own(json) is { ValueKind: JsonValueKind.Object } own && own.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
            ? warnings.EnumerateArray().Select(warning => $"{name}: {warning}")
            : [];

    private static IEnumerable<string> Unequal(JsonElement a, JsonElement b, IEnumerable<string> settings) =>
        from name in settings
        let values = (A: Text(a, name), B: Text(b, name))
        where values.A is not null && values.B is not null && values.A != values.B
        select $"The two differ in {name}: {values.A} and {values.B}.";

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.Null ? "none" : value.ToString() : null;
}
