using System.Diagnostics;

namespace SpecMesh.Playground.Tests.Support;

/// <summary>The browser of the system. Debian's is installed where it is missing and the tests may do that.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Path of its program.</summary>
    /// <exception cref="InvalidOperationException">There is none, and none can be installed.</exception>
    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (Find() is { } found)
            return found;
        if (Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
        {
            await RunAsync("apt-get", ["update", "-qq"], cancellationToken);
            await RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], cancellationToken);
        }

        return Find() ?? throw new InvalidOperationException(
            $"The playground's tests need Chromium: none of {string.Join(", ", Names)} is in PATH. On Debian: apt-get install chromium.");
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(_ => Names, Path.Combine)
        .FirstOrDefault(File.Exists);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {await output}{await errors}");
    }
}
