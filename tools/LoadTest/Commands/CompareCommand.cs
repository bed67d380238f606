using System.CommandLine;
using Spectre.Console;
using SpecMesh.LoadTest.Comparisons;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Commands;

/// <summary><c>compare</c>: two results side by side.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var a = new Argument<string>("a") { Description = "JSON of the result to compare with, of this tool or of vllm bench serve." };
        var b = new Argument<string>("b") { Description = "JSON of the result that may be better or worse." };
        var limit = Options.Number<double?>("--fail-above", "PERCENT", "Exit with 1 if any of the --metrics is worse in B by more than so many percent.", 0);
        var metrics = Options.Several("--metrics", "FIELD", "Fields that --fail-above looks at.").Default(["output_throughput", "p99_ttft_ms", "p99_tpot_ms", "failed"]);
        var command = new Command("compare", "Compares two results.") { a, b, limit, metrics };
        command.SetAction(parsed =>
        {
            var watched = parsed.GetRequiredValue(metrics).SelectMany(static names => names.Split(',')).ToHashSet();
            if (watched.FirstOrDefault(static name => Metric.All.All(metric => metric.Field != name)) is { } unknown)
                throw new LoadTestException($"--metrics: '{unknown}' is none of {string.Join(", ", Metric.All.Select(static metric => metric.Field))}.");
            var comparison = Comparison.Of(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));
            Print(comparison, terminal.Out);
            if (parsed.GetValue(limit) is not { } percent)
                return ExitCode.Success;
            var worse = comparison.Differences.Where(difference => watched.Contains(difference.Metric.Field) && 100 * difference.Worse > percent).ToList();
            foreach (var difference in worse)
                terminal.Out.WriteLine($"{difference.Metric.Field} is worse by more than {percent:0.###} %.");
            return worse.Count == 0 ? ExitCode.Success : ExitCode.Bad;
        });
        return command;
    }

    private static void Print(Comparison comparison, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("");
        foreach (var title in (string[])["A", "B", "change", ""])
            table.AddColumn(title, static column => column.RightAligned());
        foreach (var difference in comparison.Differences)
        {
            table.AddRow([
                new Text(difference.Metric.Title),
                new Text(Value(difference.A)),
                new Text(Value(difference.B)),
                new Text(difference.Change is { } change ? $"{100 * change:+0.0;-0.0;0.0} %" : ""),
                Verdict(difference),
            ]);
        }

        console.Write(table);
        ConsoleSummary.PrintWarnings(comparison.Cautions, console);
    }

    private static Text Verdict(Difference difference) => difference switch
    {
        { A: null } or { B: null } => new Text(""),
        { Worse: > 0 } => new Text("worse", new Style(Color.Red)),
        _ when difference.A == difference.B => new Text("same", new Style(Color.Grey)),
        _ => new Text("better", new Style(Color.Green)),
    };

    private static string Value(double? value) => value is { } number ? Figure.Number(number) : "-";
}
