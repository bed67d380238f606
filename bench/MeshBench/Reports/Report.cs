using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SpecMesh.MeshBench.Measures;
using Spectre.Console;

namespace SpecMesh.MeshBench.Reports;

/// <summary>A target and what was measured.</summary>
internal sealed record Verdict(string What, string Target, double Found, bool Met);

/// <summary>Collects results, shows them, and writes them as JSON, Markdown and plots.</summary>
internal sealed class Report(string title, RunOptions options)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly List<(string Title, string Axis, IReadOnlyList<Comparison> Results)> _sections = [];
    private readonly List<Verdict> _verdicts = [];
    private readonly List<string> _notes = [];

    public void Add(string section, string axis, IReadOnlyList<Comparison> results) => _sections.Add((section, axis, results));

    /// <summary>A figure that must be at least so much.</summary>
    public void Judge(string what, double least, double found) => Judge(new Verdict(what, $">= {Text(least)}", found, found >= least));

    /// <summary>A figure that must be at most so much.</summary>
    public void JudgeAtMost(string what, double most, double found) => Judge(new Verdict(what, $"<= {Text(most)}", found, found <= most));

    public void Note(string note)
    {
        _notes.Add(note);
        AnsiConsole.WriteLine(note);
    }

    /// <summary>Answers that differ between modes that must not differ.</summary>
    public int Differences => _sections.Sum(static section => section.Results.Sum(static result => result.Differences));

    public static string LineOf(Comparison result) =>
        $"{result.Setting}: " + string.Join(", ", result.Modes.Select(mode =>
            string.Create(CultureInfo.InvariantCulture, $"{mode.Key} {mode.Value.DecodeTokensPerSecond:0.0} ({mode.Value.TotalTokensPerSecond:0.0} in total)")))
        + $" tok/s; {result.Differences} differing texts";

    public void Print()
    {
        // A log file has no width of its own: without one, columns would be cut to eighty characters.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 220;
        foreach (var (section, _, results) in _sections)
        {
            Print(section, ModeTable.Speed, results);
            Print(section + ": what the mesh did", ModeTable.Work, results);
        }

        var table = new Table().Title("Targets");
        table.AddColumns("what", "target", "found", "met");
        foreach (var verdict in _verdicts)
            table.AddRow(Markup.Escape(verdict.What), verdict.Target, Text(verdict.Found), verdict.Met ? "yes" : "[bold]no[/]");
        AnsiConsole.Write(table);
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var name = $"{title}-{DateTime.UtcNow.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}";
        File.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(
            new
            {
                Machine = Machine(),
                Commit = Commit(),
                Options = options with { LlamaServer = options.LlamaServer is null ? null : "llama-server", Output = null },
                Verdicts = _verdicts,
                Notes = _notes,
                Sections = _sections.Select(static section => new
                {
                    section.Title,
                    Results = section.Results.Select(static result => new
                    {
                        result.Setting,
                        result.X,
                        result.Differences,
                        Modes = result.Modes.ToDictionary(
                            static mode => mode.Key, mode => ModeTable.FiguresOf(result, mode.Key)),
                    }),
                }),
            },
            Json));
        File.WriteAllText(Path.Combine(folder, name + ".md"), Markdown(folder, name));
        AnsiConsole.WriteLine($"Written to {Path.Combine(folder, name)}.json and .md");
    }

    private void Judge(Verdict verdict)
    {
        _verdicts.Add(verdict);
        AnsiConsole.WriteLine($"{verdict.What}: {Text(verdict.Found)} (target {verdict.Target}) {(verdict.Met ? "met" : "MISSED")}");
    }

    private static void Print(string title, ModeTable columns, IReadOnlyList<Comparison> results)
    {
        var table = new Table().Title(title);
        foreach (var column in columns.Titles)
            table.AddColumn(column);
        foreach (var row in columns.Rows(results))
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    private string Markdown(string folder, string name)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Bench: {title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Machine()}. Commit {Commit()}. Target {options.Shape?.ToString() ?? "as bundled"} F16, {options.Threads} verifier thread(s), "
            + $"{options.Rounds} rounds of {options.PromptsPerGenre} prompts a genre, at most {options.MaxTokens} tokens, modes taking turns.").AppendLine();
        foreach (var note in _notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
        text.AppendLine().AppendLine("| what | target | found | met |").AppendLine("| --- | --- | --- | --- |");
        foreach (var verdict in _verdicts)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {verdict.What} | {verdict.Target} | {Text(verdict.Found)} | {(verdict.Met ? "yes" : "**no**")} |");
        foreach (var (section, axis, results) in _sections)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {section}").AppendLine();
            Append(text, ModeTable.Speed, results);
            text.AppendLine();
            Append(text, ModeTable.Work, results);
            if (results.Count > 1)
            {
                var plot = $"{name}-{_sections.FindIndex(entry => entry.Title == section) + 1}.svg";
                Plot.Write(Path.Combine(folder, plot), section, axis, results);
                text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"![{section}]({plot})");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ModeTable columns, IReadOnlyList<Comparison> results)
    {
        text.Append("| ").AppendJoin(" | ", columns.Titles).AppendLine(" |");
        text.Append("| ").AppendJoin(" | ", columns.Titles.Select(static _ => "---")).AppendLine(" |");
        foreach (var row in columns.Rows(results))
            text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, llama.cpp libraries: {Natives()}";

    private static string Natives()
    {
        var backend = Path.Combine(AppContext.BaseDirectory, "natives", "backend.txt");
        return Environment.GetEnvironmentVariable("SPECMESH_LLAMA_DIR") is { Length: > 0 } ? "of SPECMESH_LLAMA_DIR"
            : File.Exists(backend) ? File.ReadAllText(backend).Trim() : "unknown";
    }

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty"]) { RedirectStandardOutput = true });
        return git?.StandardOutput.ReadToEnd().Trim() ?? "unknown";
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
