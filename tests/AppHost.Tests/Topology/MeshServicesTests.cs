using CsCheck;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Tests.Topology;

public sealed class MeshServicesTests
{
    private static readonly Gen<MeshTopology> AnyMesh =
        from verifiers in Gen.Int[1, 9]
        from drafts in Gen.Int[0, 9]
        from gateways in Gen.Int[1, 9]
        select new MeshTopology
        {
            Target = "t.gguf",
            Draft = "d.gguf",
            Verifiers = new NodeGroup { Count = verifiers, Port = 7101 },
            Drafts = new NodeGroup { Count = drafts, Port = 7201 },
            Gateways = new GatewayGroup { Count = gateways },
        };

    [Fact]
    public void Every_service_has_a_name_and_ports_of_its_own() => AnyMesh.Sample(mesh =>
    {
        var services = MeshServices.Of(mesh, cores: 4);
        var ports = services.SelectMany(service => service.Endpoints).Select(endpoint => endpoint.Port).ToList();

        Assert.Equal(mesh.Verifiers.Count + mesh.Drafts.Count + mesh.Gateways.Count, services.Length);
        Assert.Equal(services.Length, services.Select(service => service.Name).Distinct().Count());
        Assert.Equal(ports.Count, ports.Distinct().Count());
    });

    [Fact]
    public void Nodes_of_several_models_are_numbered_through_and_have_ports_of_their_own()
    {
        var mesh = new MeshTopology
        {
            Models =
            [
                new ModelGroup { Name = "big", Target = "b.gguf", Draft = "d.gguf", Context = 64, Slots = 2, Verifiers = new NodeGroup { Count = 2 }, Drafts = new NodeGroup { Count = 1 } },
                new ModelGroup { Target = "s.gguf", Context = 32, Slots = 3, Verifiers = new NodeGroup { Count = 1 } },
                new ModelGroup { Target = "t.gguf", Draft = "e.gguf", Verifiers = new NodeGroup { Count = 1 }, Drafts = new NodeGroup { Count = 2 } },
            ],
        };

        var services = MeshServices.Of(mesh, cores: 4);

        Assert.Equal(
            [("verifier-1", "b.gguf"), ("verifier-2", "b.gguf"), ("verifier-3", "s.gguf"), ("verifier-4", "t.gguf"), ("draft-1", "d.gguf"), ("draft-2", "e.gguf"), ("draft-3", "e.gguf")],
            services.Where(service => service.Role != ServiceRole.Gateway).Select(service => (service.Name, service.Settings["Model:Path"])));
        Assert.Equal(["big", "big", null, null], services.Take(4).Select(service => service.Settings.GetValueOrDefault("Model:Name")));
        Assert.Equal(("32", "3"), (services[2].Settings["Model:Context"], services[2].Settings["Model:Sequences"]));
        var ports = services.SelectMany(service => service.Endpoints).Select(endpoint => endpoint.Port).ToList();
        Assert.Equal(ports.Count, ports.Distinct().Count());
        Assert.Equal(new Uri("http://127.0.0.1:7107"), services[3].Url(ServiceSpec.GrpcEndpoint));
    }

    [Fact]
    public void Beyond_four_cores_the_threads_of_all_nodes_fit_the_machine() =>
        Gen.Select(AnyMesh, Gen.Int[5, 256]).Where((mesh, cores) => mesh.Verifiers.Count + (4 * mesh.Drafts.Count) <= cores).Sample((mesh, cores) =>
        {
            var plan = ThreadPlan.For(mesh, Assert.Single(mesh.Groups), cores);
            Assert.InRange((plan.Verifier * mesh.Verifiers.Count) + (plan.Draft * mesh.Drafts.Count), 1, cores);
        });

    [Fact]
    public void On_two_cores_a_verifier_takes_both_and_a_draft_one() =>
        Assert.Equal(new ThreadPlan(Verifier: 2, Draft: 1), ThreadPlan.For(new MeshTopology(), new MeshTopology().Groups[0], cores: 2));

    [Fact]
    public void Nodes_get_their_model_and_its_settings()
    {
        var mesh = new MeshTopology { Target = "/models/t.gguf", Context = 512, Slots = 3, Verifiers = new NodeGroup { Count = 1, Port = 7101, Threads = 5, GpuLayers = -1 } };

        var verifier = MeshServices.Verifier(mesh, number: 2, cores: 8);

        Assert.Equal("verifier-2", verifier.Settings["Node:Name"]);
        Assert.Equal("/models/t.gguf", verifier.Settings["Model:Path"]);
        Assert.Equal("5", verifier.Settings["Model:Threads"]);
        Assert.Equal("-1", verifier.Settings["Model:GpuLayers"]);
        Assert.Equal(new Uri("http://127.0.0.1:7103"), verifier.Url(ServiceSpec.GrpcEndpoint));
        Assert.Equal(new Uri("http://127.0.0.1:7104/health"), verifier.HealthUrl);
    }

    [Fact]
    public void Free_settings_win_over_all_others()
    {
        var settings = MeshServices.Gateway(new MeshTopology(), 1).Settings;
        var group = new GatewayGroup { Settings = settings.SetItem("logging:loglevel:default", "Trace") };

        var gateway = MeshServices.Gateway(new MeshTopology { Gateways = group }, 1);

        Assert.Equal("Trace", gateway.Settings["Logging:LogLevel:Default"]);
    }

    [Fact]
    public void A_service_that_listens_on_every_address_is_called_on_this_machine() =>
        Assert.Equal("127.0.0.1", MeshServices.Draft(new MeshTopology { Host = "0.0.0.0" }, 1, cores: 1).HealthUrl.Host);
}
