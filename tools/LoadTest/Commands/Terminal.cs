using Spectre.Console;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Where commands write: results to one side, progress and errors to the other.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Terminal(IAnsiConsole Out, IAnsiConsole Error)
{
    // A log file has no width of its own: without one, tables would be cut to eighty characters.
    private const int FileWidth = 160;

    public static Terminal To(TextWriter output, TextWriter error) => new(Create(output), Create(error));

    private static IAnsiConsole Create(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        if (!output.IsTerminal)
            console.Profile.Width = FileWidth;
        return console;
    }
}
