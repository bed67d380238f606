using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.AppHost.Tests.Local;

public sealed class LocalMeshTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_find_their_peers_through_files_and_run_files_go_at_the_end()
    {
        string runDirectory;
        await using (var mesh = TestMesh.Start(TestMesh.Topology()))
        {
            await mesh.AllHealthyAsync();
            using var http = new HttpClient();
            var gateway = mesh["gateway-1"].Spec.Url(ServiceSpec.HttpEndpoint);
            var verifiers = await http.GetStringAsync(new Uri(gateway, "/setting/Mesh:Verifiers"), Cancellation);
            var drafts = await http.GetStringAsync(new Uri(gateway, "/setting/Mesh:Drafts"), Cancellation);

            Assert.Equal($"file:{mesh.Mesh.Verifiers.Path}", verifiers);
            Assert.Equal($"file:{mesh.Mesh.Drafts.Path}", drafts);
            var draft = mesh["draft-1"].Spec.Url(ServiceSpec.GrpcEndpoint);
            Assert.Equal([$"http://127.0.0.1:{draft.Port}"], await File.ReadAllLinesAsync(mesh.Mesh.Drafts.Path, Cancellation));
            runDirectory = Path.GetDirectoryName(mesh.Mesh.Drafts.Path)!;
        }

        Assert.False(Directory.Exists(runDirectory));
    }

    [Fact]
    public async Task A_service_that_dies_is_started_again_and_the_log_says_why()
    {
        await using var mesh = TestMesh.Start(TestMesh.Topology());
        var before = await mesh.HealthyAsync("draft-1");

        mesh["draft-1"].Kill();
        var after = await mesh.HealthyAsync("draft-1", starts: 2);

        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Contains(mesh.Lines, line => line.StartsWith($"draft-1 exited with code {after.ExitCode}; starting it again in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_restarts_switched_off_a_dead_service_stays_dead()
    {
        await using var mesh = TestMesh.Start(TestMesh.Topology(), options => options with { RestartsDead = false });
        await mesh.HealthyAsync("draft-1");

        mesh["draft-1"].Kill();
        var status = await mesh["draft-1"].WaitForAsync(status => status.State == ServiceState.Dead, Cancellation);

        Assert.Equal(1, status.Starts);
    }

    [Fact]
    public async Task Gateways_stop_before_drafts_and_drafts_before_verifiers()
    {
        await using var mesh = TestMesh.Start(TestMesh.Topology());
        await mesh.AllHealthyAsync();

        await mesh.Mesh.StopAsync();

        string[] expected =
        [
            "gateway-1: begins to stop", "gateway-1: has stopped",
            "draft-1: begins to stop", "draft-1: has stopped",
            "verifier-1: begins to stop", "verifier-1: has stopped",
        ];
        Assert.Equal(expected, mesh.Lines.Where(line => line.EndsWith(" stop", StringComparison.Ordinal) || line.EndsWith(" stopped", StringComparison.Ordinal)));
        Assert.All(mesh.Mesh.Services.Values, service => Assert.Equal((ServiceState.Stopped, 0), (service.Status.State, service.Status.ExitCode)));
    }

    [Fact]
    public async Task A_service_that_ends_while_the_mesh_stops_is_not_started_again()
    {
        var topology = TestMesh.Topology();
        var gateway = MeshServices.Gateway(topology, 1);
        gateway = gateway with { Settings = gateway.Settings.Add("Test:NeverStop", "true") };
        await using var mesh = TestMesh.Start(
            [MeshServices.Draft(topology, 1, cores: 1), gateway], options => options with { DrainLimit = TimeSpan.FromSeconds(2) });
        await mesh.AllHealthyAsync();

        // The gateway keeps the mesh from stopping, so the draft has not been asked to stop when it dies.
        var stopped = mesh.Mesh.StopAsync();
        await mesh["gateway-1"].WaitForAsync(status => status.State == ServiceState.Stopping, Cancellation);
        mesh["draft-1"].Kill();
        await stopped;

        Assert.Equal((ServiceState.Stopped, 1), (mesh["draft-1"].Status.State, mesh["draft-1"].Status.Starts));
    }

    [Fact]
    public async Task A_service_that_does_not_stop_in_time_is_killed()
    {
        var topology = TestMesh.Topology();
        var stubborn = MeshServices.Draft(topology, 1, cores: 1);
        stubborn = stubborn with { Settings = stubborn.Settings.Add("Test:NeverStop", "true") };
        await using var mesh = TestMesh.Start([stubborn], options => options with { DrainLimit = TimeSpan.FromSeconds(0.2) });
        await mesh.AllHealthyAsync();

        await mesh.Mesh.StopAsync();

        Assert.Equal(ServiceState.Stopped, mesh["draft-1"].Status.State);
        Assert.Contains("draft-1 has not stopped within 0.2 s; killing it", mesh.Lines);
    }

    [Fact]
    public async Task No_service_outlives_a_host_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        using var host = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "SpecMesh.AppHost.TestService.dll"), "host", Path.Combine(folder.Path, "run"), $"{FreePorts.First(5)}" },
            RedirectStandardOutput = true,
        })!;
        var services = new List<Process>();
        for (var i = 0; i < 3; i++)
            services.Add(Process.GetProcessById(int.Parse((await host.StandardOutput.ReadLineAsync(Cancellation))!)));

        host.Kill();

        await Task.WhenAll(services.Select(service => service.WaitForExitAsync(Cancellation))).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public void A_port_in_use_is_named_with_its_setting_and_nothing_is_started()
    {
        var topology = TestMesh.Topology();
        using var other = new TcpListener(IPAddress.Loopback, topology.Drafts.Port + 1);
        other.Start();

        var error = Assert.Throws<TopologyException>(() => TestMesh.Start(topology));

        Assert.Equal(
            $"Port {topology.Drafts.Port + 1}, wanted by draft-1, is in use; stop what listens there or change --draft-port (drafts.port).",
            Assert.Single(error.Problems));
    }

    [Fact]
    public async Task A_service_added_later_is_supervised_and_listed_like_the_others()
    {
        var topology = TestMesh.Topology();
        await using var mesh = TestMesh.Start(topology);
        var extra = MeshServices.Gateway(topology with { Gateways = new GatewayGroup { Port = FreePorts.First(1) } }, 1) with { Name = "gateway-2" };

        mesh.Mesh.StartService(extra);
        var status = await mesh.HealthyAsync("gateway-2");
        mesh.Mesh.Drafts.Add(new Uri("http://127.0.0.1:7205"));

        Assert.NotNull(status.ProcessId);
        Assert.Equal("http://127.0.0.1:7205", File.ReadLines(mesh.Mesh.Drafts.Path).Last());
        mesh.Mesh.Drafts.Remove(new Uri("http://127.0.0.1:7205"));
        Assert.Single(File.ReadLines(mesh.Mesh.Drafts.Path));
    }
}
