using Spectre.Console;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;

namespace SpecMesh.LoadTest.Reports;

/// <summary>Shows a run's result in the terminal.</summary>
internal static class ConsoleSummary
{
    public static void Print(RunResult run, IAnsiConsole console)
    {
        console.WriteLine($"{run.Plan.Requests.Model} at {run.Plan.Endpoint.Address}: {run.Plan.Load.Describe()}; prompts: {run.Plan.Prompts.Describe()}");
        var figures = new Table().Border(TableBorder.Rounded).AddColumns("", "").HideHeaders();
        foreach (var figure in Figure.Of(run.Summary))
            AddRow(figures, figure.Name, figure.Value);
        console.Write(figures);

        var latencies = new Table().Border(TableBorder.Rounded);
        foreach (var title in LatencyTable.Titles)
            latencies.AddColumn(title, column => column.Alignment(title == LatencyTable.Titles[0] ? Justify.Left : Justify.Right));
        foreach (var row in LatencyTable.Rows(run.Summary))
            AddRow(latencies, [.. row]);
        console.Write(latencies);

        PrintMemory(run, console);
        PrintErrors(run, console);
        PrintWarnings(run.Warnings, console);
    }

    public static void PrintWarnings(IReadOnlyList<string> warnings, IAnsiConsole console)
    {
        foreach (var warning in warnings)
            console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
    }

    private static void PrintMemory(RunResult run, IAnsiConsole console)
    {
        if (run.Memory.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns(MemoryReport.Titles);
        foreach (var row in MemoryReport.Rows(run))
            AddRow(table, row);
        console.Write(table);
    }

    private static void PrintErrors(RunResult run, IAnsiConsole console)
    {
        if (run.Summary.Errors.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Error", "Requests", "For example");
        foreach (var (name, count) in run.Summary.Errors)
            AddRow(table, name, Figure.Number(count), run.Requests.First(request => request.Failure?.ClassName == name).Failure!.Message);
        console.Write(table);
    }

    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(static cell => new Text(cell))]);
}
