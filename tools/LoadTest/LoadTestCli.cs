using System.CommandLine;
using SpecMesh.LoadTest.Commands;

namespace SpecMesh.LoadTest;

/// <summary>The command line, from arguments to exit code.</summary>
internal static class LoadTestCli
{
    /// <summary>Time to write the report of a run that Ctrl-C stopped.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(1);

    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var terminal = Terminal.To(output, error);
        var root = new RootCommand("Load-tests servers that speak the OpenAI API: latencies, throughput, goodput, errors, draft acceptance.")
        {
            RunCommand.Create(terminal),
            SweepCommand.Create(terminal),
            CompareCommand.Create(terminal),
        };
        var parsed = root.Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, Output = output, Error = error, ProcessTerminationTimeout = StopPatience,
            });
            return parsed.Errors.Count > 0 ? ExitCode.Failure : code;
        }
        catch (LoadTestException e)
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
