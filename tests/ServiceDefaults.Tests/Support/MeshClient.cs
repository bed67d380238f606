using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Support;

/// <summary>A process that follows the peers of one role, without a server of its own.</summary>
internal sealed class MeshClient : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly NodeRole _role;
    private readonly CancellationToken _limit = Limit.Start();

    private MeshClient(IHost host, NodeRole role)
    {
        _host = host;
        _role = role;
    }

    public PeerSet Peers => _host.Services.GetRequiredKeyedService<PeerSet>(_role);

    public PeerPicker Picker => _host.Services.GetRequiredKeyedService<PeerPicker>(_role);

    public SessionOpener Opener => _host.Services.GetRequiredKeyedService<SessionOpener>(_role);

    public FakeLogCollector Logs => _host.Services.GetFakeLogCollector();

    public IConfiguration Configuration => _host.Services.GetRequiredService<IConfiguration>();

    public static async Task<MeshClient> StartAsync(
        NodeRole role, string addresses, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [MeshOptions.AddressSetting(role)] = addresses,
            ["Mesh:RefreshInterval"] = "00:00:00.050",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddFakeLogging();
        builder.Services.AddMeshPeers(role, required: true);
        var host = builder.Build();
        await host.StartAsync();
        return new MeshClient(host, role);
    }

    /// <summary>Waits until the peers are as wanted.</summary>
    public Task<PeerSnapshot> UntilAsync(Func<PeerSnapshot, bool> condition) =>
        Peers.WaitUntilAsync(condition, _limit);

    public Task<PeerSnapshot> UntilReadyAsync(int count) => UntilAsync(peers => peers.Ready.Length == count);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
