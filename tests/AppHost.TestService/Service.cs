using SpecMesh.ServiceDefaults.Hosting;

namespace SpecMesh.AppHost.TestService;

/// <summary>A service with the real service defaults, whose behaviour is set by <c>Test</c> settings.</summary>
internal static class Service
{
    public static int Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        if (builder.Configuration.GetValue<int?>("Test:FailStart") is { } code)
        {
            Console.Error.WriteLine("cannot start");
            return code;
        }

        if (builder.Configuration.GetValue<bool>("Test:NeverStop"))
            builder.Services.AddHostedService<NeverStops>();

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/setting/{key}", (string key, IConfiguration configuration) => configuration[key] ?? "");
        app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("begins to stop"));
        app.Lifetime.ApplicationStopped.Register(() => Console.WriteLine("has stopped"));
        app.Run();
        return 0;
    }

    private sealed class NeverStops : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }
}
