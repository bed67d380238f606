using System.Diagnostics;

namespace SpecMesh.AppHost.Local;

/// <summary>
/// A service's process. Its standard input is a pipe whose other end this process holds: when the pipe closes, the service drains
/// and stops. That happens when the host asks for it, and also when the host dies, however it dies, on every system alike.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Tells a service that its standard input is the pipe of a supervisor.</summary>
    public const string SupervisedVariable = "SPECMESH_PARENT_STDIN";

    private readonly Process _process;

    private ChildProcess(Process process, Action<string> log)
    {
        _process = process;
        Exited = RunAsync(log);
    }

    public int Id => _process.Id;

    /// <summary>The exit code, after the last line of output has been passed on.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts <c>dotnet assembly</c>; <paramref name="log"/> gets each line of its output.</summary>
    public static ChildProcess Start(string assembly, IReadOnlyDictionary<string, string> environment, Action<string> log)
    {
        var start = new ProcessStartInfo(DotnetPath, [assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        start.Environment[SupervisedVariable] = "1";
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return new ChildProcess(Process.Start(start)!, log);
    }

    /// <summary>Asks the service to stop once it has finished what it runs.</summary>
    public void RequestStop()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has already gone, and the pipe with it.
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has already gone.
        }
    }

    public void Dispose() => _process.Dispose();

    // The host may run from its own executable; the muxer that started it knows its own path.
    private static string DotnetPath => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private async Task<int> RunAsync(Action<string> log)
    {
        await Task.WhenAll(PassOnAsync(_process.StandardOutput, log), PassOnAsync(_process.StandardError, log));
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private static async Task PassOnAsync(StreamReader output, Action<string> log)
    {
        while (await output.ReadLineAsync() is { } line)
            log(line);
    }
}
