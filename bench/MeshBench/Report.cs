using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace SpecMesh.MeshBench;

/// <summary>Shows results as a table, and writes them as JSON and Markdown.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private static readonly (string Title, Func<Comparison, string> Value)[] Columns =
    [
        ("temperature", static c => Number(c.Temperature, "0.0")),
        ("clients", static c => Number(c.Concurrency, "0")),
        ("plain tok/s", static c => Number(c.Plain.DecodeTokensPerSecond, "0.0")),
        ("mesh tok/s", static c => Number(c.Mesh.DecodeTokensPerSecond, "0.0")),
        ("ratio", static c => Number(c.DecodeRatio, "0.00")),
        ("plain total", static c => Number(c.Plain.TotalTokensPerSecond, "0.0")),
        ("mesh total", static c => Number(c.Mesh.TotalTokensPerSecond, "0.0")),
        ("total ratio", static c => Number(c.TotalRatio, "0.00")),
        ("accepted", static c => Number(c.Mesh.AcceptanceRate, "0.00")),
        ("TTFT plain/mesh ms", static c => $"{Number(c.Plain.FirstTokenMilliseconds, "0")}/{Number(c.Mesh.FirstTokenMilliseconds, "0")}"),
        ("p50 gap plain/mesh ms", static c => $"{Number(c.Plain.GapMilliseconds(0.5), "0")}/{Number(c.Mesh.GapMilliseconds(0.5), "0")}"),
        ("p99 gap plain/mesh ms", static c => $"{Number(c.Plain.GapMilliseconds(0.99), "0")}/{Number(c.Mesh.GapMilliseconds(0.99), "0")}"),
        ("differing texts", static c => $"{c.Differences} of {c.Plain.Requests}"),
    ];

    public static void PrintLine(Comparison result) => AnsiConsole.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"temperature {result.Temperature:0.0}, {result.Concurrency} at once: {result.DecodeRatio:0.00} times plain, {result.Differences} differing texts"));

    public static void Print(IEnumerable<Comparison> results)
    {
        // A log file has no width of its own: without one, columns would be cut to eighty characters.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 200;
        var table = new Table();
        foreach (var (title, _) in Columns)
            table.AddColumn(title);
        foreach (var result in results)
            table.AddRow([.. Columns.Select(column => column.Value(result))]);
        AnsiConsole.Write(table);
    }

    public static void Write(IReadOnlyList<Comparison> results, BenchOptions options, string folder)
    {
        Directory.CreateDirectory(folder);
        var name = $"mesh-{DateTime.UtcNow.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}";
        File.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(new { Machine = Machine(), options, results }, Json));
        File.WriteAllText(Path.Combine(folder, name + ".md"), Markdown(results, options));
        AnsiConsole.WriteLine($"Written to {Path.Combine(folder, name)}.json and .md");
    }

    private static string Markdown(IEnumerable<Comparison> results, BenchOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine("# Mesh against plain decoding").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Machine()}. Target {options.Shape?.ToString() ?? "bundled"} F16, bundled draft, {options.Drafts} draft node(s), "
            + $"{options.Rounds} rounds of {options.PromptsPerGenre} prompts a genre, at most {options.MaxTokens} tokens, modes taking turns.").AppendLine();
        text.Append('|').AppendJoin('|', Columns.Select(static column => $" {column.Title} ")).AppendLine("|");
        text.Append('|').AppendJoin('|', Columns.Select(static _ => " --- ")).AppendLine("|");
        foreach (var result in results)
            text.Append('|').AppendJoin('|', Columns.Select(column => $" {column.Value(result)} ")).AppendLine("|");
        return text.ToString();
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
