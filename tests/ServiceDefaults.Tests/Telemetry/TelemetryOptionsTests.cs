using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.Tests.Support;

namespace SpecMesh.ServiceDefaults.Tests.Telemetry;

public sealed class TelemetryOptionsTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Theory, InlineData("true", HttpStatusCode.OK), InlineData("false", HttpStatusCode.NotFound)]
    public async Task Metrics_can_be_switched_off(string setting, HttpStatusCode expected)
    {
        await using var app = Build("Telemetry:Metrics", setting);
        await app.StartAsync(_limit);
        using var http = new HttpClient();

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var response = await http.GetAsync(new Uri($"{address}/metrics"), _limit);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public void A_bad_setting_is_named_at_start()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Build("Telemetry:RoundSpanEvery", "-1"));

        Assert.Contains("Telemetry:RoundSpanEvery", error.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(string setting, string value)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Urls", "http://127.0.0.1:0"), new(setting, value)]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }
}
