using System.Diagnostics;

namespace SpecMesh.MeshBench.Colocated;

/// <summary>A program that does one thing and ends.</summary>
internal static class ShortProgram
{
    /// <summary>The end of its output, once it has ended well.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has the end of its output.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string directory, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var log = new LogTail();
        await using (cancellation.Register(() => process.Kill(entireProcessTree: true)))
        {
            await Task.WhenAll(log.ReadAsync(process.StandardOutput), log.ReadAsync(process.StandardError));
            await process.WaitForExitAsync(CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? log.ToString()
            : throw new InvalidOperationException($"'{program}' ended with code {process.ExitCode}:{Environment.NewLine}{log}");
    }
}
