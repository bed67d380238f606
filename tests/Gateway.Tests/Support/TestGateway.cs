using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>A gateway on a real loopback port, in front of scripted nodes.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationToken _limit = Limit.Start();

    private TestGateway(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>A gateway that knows these nodes; it is returned once it uses all of them.</summary>
    public static Task<TestGateway> StartAsync(params ScriptedNode[] nodes) => StartAsync(nodes, []);

    public static Task<TestGateway> StartAsync(ScriptedNode[] nodes, params (string Key, string Value)[] settings) =>
        StartAsync(nodes, configure: null, settings);

    /// <summary>A gateway whose builder a test changes.</summary>
    public static async Task<TestGateway> StartAsync(
        ScriptedNode[] nodes, Action<WebApplicationBuilder>? configure, params (string Key, string Value)[] settings)
    {
        var verifiers = nodes.Where(node => node.Node.Status.Info!.Role == NodeRole.Verifier).ToList();
        var drafts = nodes.Except(verifiers).ToList();
        var gateway = await StartAsync(AddressesOf(verifiers), AddressesOf(drafts), settings, configure);
        if (verifiers.Count > 0)
            await gateway.UntilReadyAsync(NodeRole.Verifier, verifiers.Count);
        if (drafts.Count > 0)
            await gateway.UntilReadyAsync(NodeRole.Draft, drafts.Count);
        return gateway;
    }

    /// <summary>A gateway that knows one verifier; it is returned once it uses it.</summary>
    public static async Task<TestGateway> StartBeforeAsync(Uri verifier)
    {
        var gateway = await StartAsync($"http://{verifier.Authority}", "", []);
        await gateway.UntilReadyAsync(NodeRole.Verifier, 1);
        return gateway;
    }

    private static async Task<TestGateway> StartAsync(
        string verifiers, string drafts, (string Key, string Value)[] settings, Action<WebApplicationBuilder>? configure = null)
    {
        var app = GatewayApp.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Kestrel:Endpoints:Http:Url"] = "http://127.0.0.1:0",
                // Port 9 answers nothing: a mesh without a verifier still has to name one.
                ["Mesh:Verifiers"] = verifiers.Length > 0 ? verifiers : "http://127.0.0.1:9",
                ["Mesh:Drafts"] = drafts,
                ["Mesh:RefreshInterval"] = "00:00:00.050",
                ["Gateway:OpenPatience"] = "00:00:00.200",
                ["Gateway:ReplayPatience"] = "00:00:02",
                ["Logging:LogLevel:Default"] = "None",
                ["Logging:LogLevel:Microsoft"] = "None",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "None",
            });
            builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new TestGateway(app);
    }

    public Task UntilReadyAsync(NodeRole role, int count) => _app.Services.GetRequiredKeyedService<PeerSet>(role)
        .WaitUntilAsync(peers => peers.Ready.Length == count, _limit);

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, _limit);
        return (response, JsonElement.Parse(await response.Content.ReadAsStringAsync(_limit)));
    }

    public async Task<(HttpResponseMessage Response, JsonElement Body)> GetAsync(string path)
    {
        var response = await Http.GetAsync(new Uri(path, UriKind.Relative), _limit);
        return (response, JsonElement.Parse(await response.Content.ReadAsStringAsync(_limit)));
    }

    /// <summary>Posts and reads the whole event stream.</summary>
    public async Task<IReadOnlyList<ServerEvent>> StreamAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, _limit);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return EventStreamParser.Parse(await response.Content.ReadAsByteArrayAsync(_limit));
    }

    /// <summary>Posts and returns as soon as the event stream begins.</summary>
    public async Task<LiveStream> OpenStreamAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _limit);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new LiveStream(response, await response.Content.ReadAsStreamAsync(_limit), _limit);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static string AddressesOf(IEnumerable<ScriptedNode> nodes) => string.Join(',', nodes.Select(node => node.Node.Address));
}
