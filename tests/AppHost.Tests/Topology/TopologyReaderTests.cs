using System.Text.Json;
using CsCheck;
using SpecMesh.AppHost.Topology;
using SpecMesh.Testing;

namespace SpecMesh.AppHost.Tests.Topology;

public sealed class TopologyReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _target;
    private readonly string _draft;

    public TopologyReaderTests()
    {
        _target = _folder.File("target.gguf");
        _draft = _folder.File("draft.gguf");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_file_or_options_a_mesh_has_one_verifier_two_drafts_and_a_gateway_on_8080()
    {
        var mesh = Read(file: null, []);

        Assert.Equal((1, 2, 1, 8080), (mesh.Verifiers.Count, mesh.Drafts.Count, mesh.Gateways.Count, mesh.Gateways.Port));
    }

    [Fact]
    public void The_command_line_wins_over_the_file_and_the_file_over_the_defaults()
    {
        var numbers = new Dictionary<string, Func<MeshTopology, int>>
        {
            ["Verifiers:Count"] = mesh => mesh.Verifiers.Count,
            ["Drafts:Count"] = mesh => mesh.Drafts.Count,
            ["Verifiers:Threads"] = mesh => mesh.Verifiers.Threads,
            ["Drafts:GpuLayers"] = mesh => mesh.Drafts.GpuLayers,
            ["Context"] = mesh => mesh.Context,
            ["Slots"] = mesh => mesh.Slots,
        };
        var choice = Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[16, 40], Gen.Int[16, 40]).Array[numbers.Count];
        var defaults = Read(file: null, []);

        choice.Sample(choices =>
        {
            var keys = numbers.Keys.Zip(choices).ToList();
            var inFile = keys.Where(k => k.Second.Item1).ToDictionary(k => k.First, k => k.Second.Item3.ToString());
            var onLine = keys.Where(k => k.Second.Item2).ToDictionary(k => k.First, k => k.Second.Item4.ToString());

            var mesh = Read(_folder.File("mesh.json", Nested(inFile)), onLine);

            foreach (var (key, read) in numbers)
            {
                var expected = onLine.GetValueOrDefault(key) ?? inFile.GetValueOrDefault(key) ?? read(defaults).ToString();
                Assert.Equal(expected, read(mesh).ToString());
            }
        }, threads: 1);
    }

    [Fact]
    public void Model_paths_in_a_file_are_relative_to_the_file()
    {
        var file = _folder.File("mesh.json", """{ "target": "target.gguf", "draft": "draft.gguf" }""");

        var mesh = TopologyReader.Read(file, new Dictionary<string, string>());

        Assert.Equal((_target, _draft), (mesh.Target, mesh.Draft));
    }

    [Fact]
    public void A_file_sets_any_setting_of_a_service()
    {
        var file = _folder.File("mesh.json", """{ "verifiers": { "settings": { "Model": { "KvType": "f16" }, "Mesh:OpenAttempts": 9 } } }""");

        var settings = Read(file, []).Verifiers.Settings;

        Assert.Equal(("f16", "9"), (settings["Model:KvType"], settings["Mesh:OpenAttempts"]));
    }

    [Fact]
    public void Each_of_several_models_has_what_it_says_and_the_rest_in_common_with_the_mesh()
    {
        _folder.File("other.gguf");
        var file = _folder.File("mesh.json", """
            {
              "context": 512, "slots": 3, "verifiers": { "threads": 2, "port": 9000, "settings": { "Model:KeyType": "Q8_0", "Verifier:MaxDepth": 3 } },
              "models": [
                { "name": "a", "verifiers": { "count": 2, "settings": { "Verifier:MaxDepth": 5 } } },
                { "target": "other.gguf", "context": 256, "drafts": { "count": 0 } }
              ]
            }
            """);

        var mesh = Read(file, new() { ["Slots"] = "4" });

        var (a, other) = (mesh.Groups[0], mesh.Groups[1]);
        Assert.Equal(2, mesh.Groups.Length);
        Assert.Equal(("a", _target, _draft, 512, 4), (a.Name, a.Target, a.Draft, a.Context, a.Slots));
        Assert.Equal((2, 2, 2), (a.Verifiers.Count, a.Verifiers.Threads, a.Drafts.Count));
        Assert.Equal(("Q8_0", "5"), (a.Verifiers.Settings["Model:KeyType"], a.Verifiers.Settings["Verifier:MaxDepth"]));
        Assert.Equal((Path.Combine(_folder.Path, "other.gguf"), 256, 1, 0), (other.Target, other.Context, other.Verifiers.Count, other.Drafts.Count));
        Assert.Equal("3", other.Verifiers.Settings["Verifier:MaxDepth"]);
        Assert.Equal(9004, MeshServices.Verifier(mesh, 3, cores: 1).Endpoints[0].Port);
    }

    [Theory]
    [InlineData("""{ "models": { "a": { "verifiers": { "settings": { "Model:KeyType": "Q8_0" } } } } }""", "'models' is a list")]
    [InlineData("""{ "models": [{ "gateways": { "settings": { "A": "b" } } }] }""", "is no setting of a model")]
    [InlineData("""{ "models": [{ "port": 2 }] }""", "'models[0].port' is no setting of a model")]
    [InlineData("""{ "models": [{ "gateways": { "count": 2 } }] }""", "'models[0].gateways.count' is no setting of a model")]
    [InlineData("""{ "models": [{ "name": "a" }, { "name": "b", "verifiers": { "count": "two" } }] }""", "models[1].verifiers.count is 'two'")]
    [InlineData("""{ "models": [{ "name": "a" }, { "name": "b", "verifiers": { "count": 0 } }] }""", "models[1].verifiers.count is 0")]
    [InlineData("""{ "models": [{ "name": "a" }, { "name": "b", "target": "none.gguf" }] }""", "models[1].target: there is no file")]
    [InlineData("""{ "models": [{ "name": "a" }, { "name": "a" }] }""", "models[1].name must differ")]
    [InlineData("""{ "models": [{ "slots": 2 }, { "slots": 3 }] }""", "models[1].name must differ")]
    [InlineData("""{ "verifers": { "count": 2 } }""", "verifers.count")]
    [InlineData("""{ "verifiers": { "count": "two" } }""", "--verifiers (verifiers.count) is 'two'")]
    [InlineData("""{ "verifiers": { "count": 2 }""", "--config: cannot read")]
    [InlineData("""{ "target": "none.gguf" }""", "--target (target): there is no file")]
    public void A_bad_file_is_refused_with_a_sentence_that_names_the_setting(string json, string expected)
    {
        var error = Assert.Throws<TopologyException>(() => TopologyReader.Read(
            _folder.File("mesh.json", json), new Dictionary<string, string> { ["Draft"] = _draft }));

        Assert.Contains(error.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<TopologyException>(() => Read("nowhere.json", []));

        Assert.Contains("nowhere.json", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    private MeshTopology Read(string? file, Dictionary<string, string> overrides) =>
        TopologyReader.Read(file, new Dictionary<string, string>(overrides) { ["Target"] = _target, ["Draft"] = _draft });

    private static string Nested(Dictionary<string, string> values)
    {
        var groups = values
            .Select(value => (Parts: value.Key.Split(':'), value.Value))
            .GroupBy(value => value.Parts[0])
            .ToDictionary(
                group => group.Key,
                group => group.First().Parts.Length == 1
                    ? (object)group.First().Value
                    : group.ToDictionary(value => value.Parts[1], value => value.Value));
        return JsonSerializer.Serialize(groups);
    }
}
