using Spectre.Console;

namespace SpecMesh.ModelForge.Commands;

/// <summary>A progress bar on standard error, so that standard output holds results alone.</summary>
internal static class ProgressBar
{
    /// <summary>Runs <paramref name="work"/> and shows how far it is.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="total">The value that <paramref name="work"/> reports at its end.</param>
    /// <param name="work">Gets where to report.</param>
    public static void Run(Terminal terminal, string title, double total, Action<IProgress<double>> work)
    {
        terminal.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(title, maxValue: total);
                work(new TaskProgress(task));
                task.Value = total;
            });
    }

    private sealed class TaskProgress(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
