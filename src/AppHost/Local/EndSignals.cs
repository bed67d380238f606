using System.Runtime.InteropServices;

namespace SpecMesh.AppHost.Local;

/// <summary>The signals by which a user or a system ends this process: Ctrl-C, SIGTERM, SIGHUP, SIGQUIT.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly PosixSignalRegistration[] _registrations;

    public EndSignals() =>
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
                .Select(signal => PosixSignalRegistration.Create(signal, OnSignal)),
        ];

    /// <summary>Raised by every signal after the first.</summary>
    public event Action? Again;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _first.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _first.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The process ends by returning from Main, after its services have stopped.
        context.Cancel = true;
        if (_first.IsCancellationRequested)
            Again?.Invoke();
        else
            _first.Cancel();
    }
}
