using Spectre.Console;

namespace SpecMesh.ModelForge.Commands;

/// <summary>Where commands write: results to one side, progress and errors to the other.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Terminal(IAnsiConsole Out, IAnsiConsole Error)
{
    public static Terminal To(TextWriter output, TextWriter error) => new(Create(output), Create(error));

    private static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
