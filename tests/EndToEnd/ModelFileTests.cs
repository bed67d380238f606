using SpecMesh.AppHost.Topology;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.Testing;

namespace SpecMesh.EndToEnd;

/// <summary>Model files that cannot be run.</summary>
public sealed class ModelFileTests : IDisposable
{
    private const int Patience = 120_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = Patience)]
    [InlineData("missing")]
    [InlineData("truncated")]
    [InlineData("not GGUF")]
    public async Task A_verifier_without_a_good_model_ends_with_a_sentence_that_names_the_file(string kind)
    {
        var path = Path.Combine(_folder.Path, "model.gguf");
        switch (kind)
        {
            case "truncated":
                var whole = await File.ReadAllBytesAsync(BundledModels.Target, TestContext.Current.CancellationToken);
                await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
                break;
            case "not GGUF":
                _folder.File("model.gguf", new string('x', 4096));
                break;
        }

        var port = FreePorts.First(2);
        var spec = MeshServices.Verifier(
            new MeshTopology { Target = path, Verifiers = new NodeGroup { Count = 1, Port = port, Threads = 1 } }, 1, cores: 1);
        var (exitCode, output) = await LoneService.RunToItsEndAsync(spec);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("model.gguf", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_mesh_goes_on_without_a_draft_whose_vocabulary_does_not_fit_and_the_draft_says_why()
    {
        await using var mesh = await MeshFixture.StartAsync();
        using var log = new MeshLog(mesh);
        var misfit = mesh.Draft(2);
        misfit = misfit with { Settings = misfit.Settings.SetItem("Model:Path", Prompts.ModelFile("fixtures", "other-vocab.gguf")) };

        await mesh.StartAdditionalAsync(misfit);
        mesh.AddPeer(misfit);
        await mesh.SeenAsync("draft-2", "vocabulary differs", "Model:Path");
        await mesh.SeenAsync("gateway-1", "'draft-2'", "is now Unready");
        var answer = await mesh.Http.AskAsync(Requests.Chat, Prompts.Chat("Calculate 25 - 18.").Greedy());

        Assert.NotEmpty(answer.Text);
    }
}
