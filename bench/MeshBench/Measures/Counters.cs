using System.Globalization;

namespace SpecMesh.MeshBench.Measures;

/// <summary>The counters of one service at one moment, read from Prometheus text: by name, with labels as they were written.</summary>
internal sealed class Counters(Dictionary<string, double> values)
{
    public static Counters Parse(string text)
    {
        var values = new Dictionary<string, double>();
        foreach (var line in text.Split('\n'))
        {
            // name{labels} value [timestamp]; labels have no spaces here but those within quotes.
            var end = line.LastIndexOf('}') is var brace and >= 0 ? brace + 1 : line.IndexOf(' ', StringComparison.Ordinal);
            if (line.StartsWith('#') || end <= 0)
                continue;
            var rest = line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (rest.Length > 0 && TryParse(rest[0], out var value))
                values[line[..end]] = value;
        }

        return new Counters(values);
    }

    // The format's own word for infinity is not .NET's.
    private static bool TryParse(string text, out double value) =>
        double.TryParse(text.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture, out value);

    /// <summary>The sum over all series of this name whose labels contain <paramref name="label"/>; 0 if there is none.</summary>
    public double this[string name, string label = ""] => values
        .Where(entry => entry.Key.StartsWith(name, StringComparison.Ordinal)
            && (entry.Key.Length == name.Length || entry.Key[name.Length] == '{')
            && entry.Key.Contains(label, StringComparison.Ordinal))
        .Sum(static entry => entry.Value);
}

/// <summary>The counters of all services of a mesh, and the bytes between drafts and verifier.</summary>
internal sealed record MeshCounters(IReadOnlyDictionary<string, Counters> Services, long RelayBytes);
