using System.Globalization;
using System.Text.Json;

namespace SpecMesh.LoadTest.Load;

/// <summary>Recorded arrivals: a line for each, a number or a JSON object with <c>timestamp</c>.</summary>
internal static class TraceFile
{
    private const string Field = "timestamp";

    /// <summary>The arrivals in order, the first at zero.</summary>
    /// <param name="path">The file.</param>
    /// <param name="unit">What 1 means in it.</param>
    /// <param name="speed">How many times as fast it is replayed.</param>
    /// <exception cref="LoadTestException">The file cannot be used.</exception>
    public static IReadOnlyList<TimeSpan> Read(string path, TimeSpan unit, double speed)
    {
        var times = TextFile.Lines(path).Select(line => Parse(path, line.Number, line.Text)).Order().ToList();
        if (times.Count == 0)
            throw new LoadTestException($"The trace '{path}' has no arrivals.");
        return [.. times.Select(time => (time - times[0]) / speed * unit)];
    }

    private static double Parse(string path, int number, string line)
    {
        if (double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain) && double.IsFinite(plain))
            return plain;
        try
        {
            if (JsonElement.Parse(line) is { ValueKind: JsonValueKind.Object } json
                && json.TryGetProperty(Field, out var time) && time.ValueKind == JsonValueKind.Number)
                return time.GetDouble();
        }
        catch (JsonException)
        {
            // Said below, with the place.
        }

        throw new LoadTestException($"{path}, line {number}: expected a number, or a JSON object with a number '{Field}'.");
    }
}
