using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>What a gateway logs, as it comes.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _written = new(0);

    public IReadOnlyList<string> All => [.. _lines];

    /// <summary>Makes a gateway write here.</summary>
    public void AddTo(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection([new("Logging:LogLevel:Default", "Information"), new("Logging:Console:LogLevel:Default", "None")]);
        builder.Services.AddSingleton<ILoggerProvider>(this);
    }

    /// <summary>Waits until a line has this in it, and forgets what was written before.</summary>
    public async Task WaitForAsync(string part, CancellationToken limit)
    {
        while (true)
        {
            await _written.WaitAsync(limit);
            if (_lines.TryDequeue(out var line) && line.Contains(part, StringComparison.Ordinal))
                return;
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        _written.Release();
    }

    public void Dispose()
    {
        // Tests read it after the gateway has gone.
    }
}
