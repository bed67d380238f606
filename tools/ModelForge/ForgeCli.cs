using System.CommandLine;
using SpecMesh.Inference.Engine;
using SpecMesh.ModelForge.Commands;

namespace SpecMesh.ModelForge;

/// <summary>The command line, from arguments to exit code.</summary>
internal static class ForgeCli
{
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var terminal = Terminal.To(output, error);
        var root = new RootCommand("Looks into GGUF models and makes larger ones that give the same output.")
        {
            InspectCommand.Create(terminal),
            StretchCommand.Create(terminal),
            VerifyCommand.Create(terminal),
        };
        var parsed = root.Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
            return parsed.Errors.Count > 0 ? ExitCode.Failure : code;
        }
        catch (Exception e) when (e is ForgeException or EngineException)
        {
            await error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Failure;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return ExitCode.Cancelled;
        }
    }
}
