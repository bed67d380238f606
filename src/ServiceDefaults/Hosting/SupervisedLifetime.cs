using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>Ends a service together with the process that started it.</summary>
/// <remarks>
/// The supervisor holds the other end of this process's standard input. The pipe closes when the supervisor asks the service to
/// stop, and also when the supervisor dies, however it dies and on every system. Ctrl-C reaches every process of a terminal; the
/// service leaves it to the supervisor, which stops services in order. SIGTERM stops it as usual.
/// </remarks>
internal sealed class SupervisedLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private const string Variable = "SPECMESH_PARENT_STDIN";

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Takes effect where the supervisor has set <c>SPECMESH_PARENT_STDIN=1</c>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            services.AddSingleton<IHostLifetime, SupervisedLifetime>();
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Ignore));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore));

        // A thread of its own: reading a pipe blocks on some systems, and a read cannot be cancelled.
        new Thread(StopAtEndOfInput) { IsBackground = true, Name = "supervisor watch" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void StopAtEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
            // Nothing is ever written; only the end counts.
        }

        application.StopApplication();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        application.StopApplication();
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;
}
