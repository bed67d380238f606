using System.Globalization;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Metrics;

/// <summary>Limits that an answer must keep to count as good.</summary>
/// <param name="FirstToken">Most milliseconds to the first token; null: any.</param>
/// <param name="PerToken">Most milliseconds for each token after it; null: any.</param>
/// <param name="EndToEnd">Most milliseconds to the end; null: any.</param>
internal sealed record ServiceLevel(double? FirstToken, double? PerToken, double? EndToEnd)
{
    /// <summary>Reads limits such as <c>ttft:200</c>.</summary>
    /// <returns>Null, if there are none.</returns>
    /// <exception cref="LoadTestException">One is not of that form.</exception>
    public static ServiceLevel? Parse(IReadOnlyCollection<string> limits)
    {
        if (limits.Count == 0)
            return null;
        var level = new ServiceLevel(null, null, null);
        foreach (var limit in limits)
        {
            var parts = limit.Split(':');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var most) || !(most >= 0))
                throw Wrong(limit);
            level = parts[0] switch
            {
                "ttft" => level with { FirstToken = most },
                "tpot" => level with { PerToken = most },
                "e2e" or "e2el" => level with { EndToEnd = most },
                _ => throw Wrong(limit),
            };
        }

        return level;
    }

    /// <summary>Whether a request succeeded within all limits. An answer of one token has no time per further token, and keeps that limit.</summary>
    public bool Met(RequestResult request) =>
        request.Succeeded
        && Keeps(request.FirstToken, FirstToken)
        && Keeps(request.PerToken ?? TimeSpan.Zero, PerToken)
        && Keeps(request.EndToEnd, EndToEnd);

    public override string ToString() => string.Join(" ", new[]
    {
        FirstToken is { } first ? $"ttft:{first:0.###}" : null,
        PerToken is { } token ? $"tpot:{token:0.###}" : null,
        EndToEnd is { } end ? $"e2e:{end:0.###}" : null,
    }.OfType<string>());

    private static bool Keeps(TimeSpan time, double? most) => !(time.TotalMilliseconds > most);

    private static LoadTestException Wrong(string limit) =>
        new($"'{limit}' is no limit for --goodput. Give ttft:MS, tpot:MS or e2e:MS, with milliseconds.");
}
