using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SpecMesh.ServiceDefaults.Hosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Hosting;

public sealed class ServiceRunnerTests
{
    [Theory]
    [InlineData("Node:DrainTimeout", "-00:00:01", "Node:DrainTimeout is -00:00:01.")]
    [InlineData("Mesh:Verifiers", "foo", "Mesh:Verifiers has the entry 'foo'.")]
    public void A_bad_setting_ends_the_service_with_a_sentence(string key, string value, string sentence)
    {
        var error = Console.Error;
        using var written = new StringWriter();
        Console.SetError(written);
        try
        {
            Assert.Equal(2, ServiceRunner.Run(() => Build((key, value))));
        }
        finally
        {
            Console.SetError(error);
        }

        Assert.StartsWith(sentence, written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_stops_by_itself_ends_well() => Assert.Equal(0, ServiceRunner.Run(() =>
    {
        var app = Build();
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);
        return app;
    }));

    private static WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Kestrel:Endpoints:Http:Url"] = "http://127.0.0.1:0";
        builder.Configuration["Mesh:Verifiers"] = "http://127.0.0.1:9";
        builder.Configuration["Logging:LogLevel:Default"] = "None";
        builder.Configuration["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "None";
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.AddServiceDefaults();
        builder.Services.AddMeshPeers(NodeRole.Verifier, required: true);
        return builder.Build();
    }
}
