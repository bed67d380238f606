using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Primitives;
using System.Net;

namespace SpecMesh.Gateway.Access;

/// <summary>Says at start who may call, and keeps the keys up to date.</summary>
internal sealed partial class KeyWatch(KeyRing keys, IConfiguration configuration, IServer server, TimeProvider time, ILogger<KeyWatch> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private IDisposable? _changes;
    private ITimer? _timer;

    // The server listens by now.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (!keys.IsOpen)
            Log.Shut(logger, keys.Count);
        else if (addresses.FirstOrDefault(static address => !IsLoopback(address)) is { } reachable)
            Log.OpenToOthers(logger, reachable);
        else
            Log.Open(logger);

        _changes = ChangeToken.OnChange(configuration.GetReloadToken, keys.Refresh);
        _timer = time.CreateTimer(static ring => ((KeyRing)ring!).Refresh(), keys, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _changes?.Dispose();
        _timer?.Dispose();
    }

    internal static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} API key(s) open this gateway.")]
        public static partial void Shut(ILogger logger, int count);

        [LoggerMessage(LogLevel.Information, "No API key is set: whoever reaches this gateway may use it.")]
        public static partial void Open(ILogger logger);

        [LoggerMessage(LogLevel.Warning,
            "No API key is set, and other machines can reach {Address}: anyone there may use this gateway. Set Gateway:ApiKeysFile, or bind to localhost.")]
        public static partial void OpenToOthers(ILogger logger, string address);
    }
}
