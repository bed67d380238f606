using System.Globalization;

namespace SpecMesh.LoadTest.Memory;

/// <summary>Finds a process's resident memory on a page of metrics.</summary>
internal static class ResidentMemory
{
    /// <summary>Names that it has: Prometheus' own clients, .NET's runtime metrics, OpenTelemetry's.</summary>
    private static readonly string[] Names =
        ["process_resident_memory_bytes", "dotnet_process_memory_working_set_bytes", "process_memory_usage_bytes"];

    /// <returns>Bytes; null if the page does not say.</returns>
    public static double? Read(string page)
    {
        foreach (var name in Names)
        {
            foreach (var line in page.AsSpan().EnumerateLines())
            {
                if (line.StartsWith(name, StringComparison.Ordinal) && ValueOf(line[name.Length..]) is { } value)
                    return value;
            }
        }

        return null;
    }

    // After the name: labels or not, a blank, the value, and perhaps a time.
    private static double? ValueOf(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("{") && rest.LastIndexOf('}') is > 0 and var end)
            rest = rest[(end + 1)..];
        if (!rest.StartsWith(" "))
            return null;
        rest = rest.Trim();
        var blank = rest.IndexOf(' ');
        return double.TryParse(blank < 0 ? rest : rest[..blank], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
