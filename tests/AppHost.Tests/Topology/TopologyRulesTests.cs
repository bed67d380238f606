using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.AppHost.Tests.Topology;

public sealed class TopologyRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MeshTopology _good;

    public TopologyRulesTests() => _good = new MeshTopology { Target = _folder.File("t.gguf"), Draft = _folder.File("d.gguf") };

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Func<MeshTopology, MeshTopology>> Mistakes => new()
    {
        { "--verifiers (verifiers.count)", mesh => mesh with { Verifiers = mesh.Verifiers with { Count = 0 } } },
        { "--drafts (drafts.count)", mesh => mesh with { Drafts = mesh.Drafts with { Count = -1 } } },
        { "--gateways (gateways.count)", mesh => mesh with { Gateways = mesh.Gateways with { Count = 0 } } },
        { "--verifier-threads (verifiers.threads)", mesh => mesh with { Verifiers = mesh.Verifiers with { Threads = -1 } } },
        { "--draft-threads (drafts.threads)", mesh => mesh with { Drafts = mesh.Drafts with { Threads = -1 } } },
        { "--verifier-gpu-layers (verifiers.gpuLayers)", mesh => mesh with { Verifiers = mesh.Verifiers with { GpuLayers = -2 } } },
        { "--draft-gpu-layers (drafts.gpuLayers)", mesh => mesh with { Drafts = mesh.Drafts with { GpuLayers = -2 } } },
        { "--context (context)", mesh => mesh with { Context = 15 } },
        { "--slots (slots)", mesh => mesh with { Slots = 0 } },
        { "--log-level (logLevel)", mesh => mesh with { LogLevel = "Loud" } },
        { "--host (host)", mesh => mesh with { Host = "" } },
        { "--port (gateways.port)", mesh => mesh with { Gateways = mesh.Gateways with { Port = 0 } } },
        { "--verifier-port (verifiers.port)", mesh => mesh with { Verifiers = mesh.Verifiers with { Port = 65_535 } } },
        { "--draft-port (drafts.port)", mesh => mesh with { Drafts = mesh.Drafts with { Count = 1, Port = 7100 } } },
        { "--target (target)", mesh => mesh with { Target = mesh.Target + "x" } },
        { "--draft (draft)", mesh => mesh with { Draft = "" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Each_mistake_gets_one_sentence_that_names_its_setting(string setting, Func<MeshTopology, MeshTopology> mistake)
    {
        var error = Assert.Throws<TopologyException>(() => TopologyRules.Check(mistake(_good)));

        Assert.Contains(setting, Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var error = Assert.Throws<TopologyException>(() => TopologyRules.Check(_good with { Slots = 0, Context = 0, Target = "" }));

        Assert.Equal(3, error.Problems.Count);
    }

    [Fact]
    public void A_mesh_without_drafts_needs_no_draft_model() =>
        TopologyRules.Check(_good with { Drafts = _good.Drafts with { Count = 0 }, Draft = "" });
}
