using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Membership.Addresses;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class AddressBookTests : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Dictionary<string, IPAddress[]> _dns = [];
    private ServiceProvider? _services;

    private FakeLogCollector Logs => _services!.GetFakeLogCollector();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task Entries_are_joined_and_each_address_is_there_once()
    {
        _dns["mesh.local"] = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")];
        await WriteAsync("http://10.0.0.1:7101 # the same", "", "# nothing", "  http://b:1  ");
        var book = Create(
            $"dns://mesh.local:7101, file:{_file}, http://c:2, service://verifier",
            ("services:verifier:grpc:0", "http://d:3"),
            ("services:verifier:http:0", "http://d:4"));

        Assert.Equal(
            ["http://10.0.0.1:7101/", "http://[fd00::1]:7101/", "http://b:1/", "http://c:2/", "http://d:3/"],
            await ReadAsync(book));
    }

    [Fact]
    public async Task A_missing_file_means_no_peers_yet_and_is_said_once()
    {
        var book = Create($"file:{_file}");

        Assert.Empty(await ReadAsync(book));
        Assert.Empty(await ReadAsync(book));
        var warning = Assert.Single(Logs.GetSnapshot());
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains(_file, warning.Message, StringComparison.Ordinal);

        await WriteAsync("http://a:1");
        Assert.Equal(["http://a:1/"], await ReadAsync(book));
        await WriteAsync("http://b:1");
        Assert.Equal(["http://b:1/"], await ReadAsync(book));
    }

    [Fact]
    public async Task A_file_with_a_bad_line_keeps_its_last_addresses()
    {
        await WriteAsync("http://a:1");
        var book = Create($"file:{_file}");
        await ReadAsync(book);

        await WriteAsync("http://b:1", "b:2");

        Assert.Equal(["http://a:1/"], await ReadAsync(book));
        Assert.Contains("line 2 is 'b:2'", Logs.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_DNS_does_not_know_now_keeps_its_last_addresses()
    {
        _dns["mesh.local"] = [IPAddress.Parse("10.0.0.1")];
        var book = Create("dns://mesh.local:7101");
        Assert.Equal(["http://10.0.0.1:7101/"], await ReadAsync(book));

        _dns.Remove("mesh.local");
        Assert.Equal(["http://10.0.0.1:7101/"], await ReadAsync(book));

        _dns["mesh.local"] = [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")];
        Assert.Equal(["http://10.0.0.2:7101/", "http://10.0.0.3:7101/"], await ReadAsync(book));
    }

    [Fact]
    public async Task A_changed_setting_is_taken_over_unless_it_is_wrong()
    {
        var book = Create("http://a:1");
        var configuration = _services!.GetRequiredService<IConfiguration>();
        Assert.Equal(["http://a:1/"], await ReadAsync(book));

        configuration["Mesh:Verifiers"] = "http://a:1,http://b:1";
        Assert.Equal(["http://a:1/", "http://b:1/"], await ReadAsync(book));

        configuration["Mesh:Verifiers"] = "c:1";
        Assert.Equal(["http://a:1/", "http://b:1/"], await ReadAsync(book));
        Assert.Contains("Mesh:Verifiers has the entry 'c:1'", Logs.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_nobody_configured_has_no_addresses()
    {
        var book = Create("service://verifier");
        Assert.Empty(await ReadAsync(book));
    }

    private AddressBook Create(string setting, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        configuration["Mesh:Verifiers"] = setting;
        services.AddSingleton<IConfiguration>(configuration);
        services.AddFakeLogging();
        services.AddSingleton<DnsLookup>((name, _) => _dns.TryGetValue(name, out var found)
            ? Task.FromResult(found)
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        services.AddMeshPeers(NodeRole.Verifier, required: false);
        _services = services.BuildServiceProvider();
        return new AddressBook(
            NodeRole.Verifier,
            configuration,
            _services.GetRequiredService<AddressSourceFactory>(),
            _services.GetRequiredService<ILogger<AddressBook>>());
    }

    private Task WriteAsync(params string[] lines) => File.WriteAllLinesAsync(_file, lines, TestContext.Current.CancellationToken);

    private static async Task<IEnumerable<string>> ReadAsync(AddressBook book) =>
        (await book.ReadAsync(TestContext.Current.CancellationToken)).Select(address => address.ToString()).Order(StringComparer.Ordinal);
}
