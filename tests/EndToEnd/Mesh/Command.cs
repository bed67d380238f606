using System.Diagnostics;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary>Asserts that it succeeds: its output is the message if it does not.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}:\n{output}\n{await errors}");
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
