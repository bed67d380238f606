using System.Diagnostics;

namespace SpecMesh.MeshBench.Colocated;

/// <summary>Speculation inside one process: another server with the same endpoint, as a child process, for as long as this object lives.</summary>
internal sealed class ColocatedServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly LogTail _log = new();
    private readonly Task _output;

    private ColocatedServer(Process process, Uri address, string description)
    {
        _process = process;
        Address = address;
        Description = description;
        _output = Task.WhenAll(_log.ReadAsync(process.StandardOutput), _log.ReadAsync(process.StandardError));
    }

    /// <summary>Where it answers; chat requests go to <c>v1/chat/completions</c> below.</summary>
    public Uri Address { get; }

    /// <summary>What it is, with the settings that matter for speed.</summary>
    public string Description { get; }

    /// <summary>Its process, in which all the work is done.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Returns once the models are loaded and requests are answered.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not come up in time; the message has the end of its log.</exception>
    public static async Task<ColocatedServer> StartAsync(ColocatedOptions options, CancellationToken cancellation)
    {
        var command = await ServerCommand.ForAsync(options, cancellation);
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        var server = new ColocatedServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{options.Port}/"), command.Description);
        try
        {
            await server.WaitUntilHealthyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _output;
        _process.Dispose();
    }

    private async Task WaitUntilHealthyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (!await IsHealthyAsync(http, cancellation))
        {
            if (_process.HasExited)
            {
                await _output;
                throw Failed($"ended with code {_process.ExitCode}");
            }

            if (Stopwatch.GetElapsedTime(started) > StartPatience)
                throw Failed($"did not answer within {StartPatience.TotalSeconds:0} s");
            await Task.Delay(ProbeInterval, cancellation);
        }

        // Another program may have held the port and answered in its place.
        if (_process.HasExited)
            throw Failed($"ended with code {_process.ExitCode}, and something else answers at {Address}");
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync("health", cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private InvalidOperationException Failed(string how) =>
        new($"The server '{_process.StartInfo.FileName}' {how}. The end of its log:{Environment.NewLine}{_log}");
}
