using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SpecMesh.Speculation.Planning;
using SpecMesh.VerifierService.Loop;

namespace SpecMesh.VerifierService.Tests;

public sealed class CostStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_learned_is_found_again_for_the_same_model_and_configuration_only()
    {
        using var engine = new ScriptedEngine(new ScriptedOptions());
        var costs = new CostModel();
        costs.Observe(new PassShape(2, 4, 100), TimeSpan.FromMilliseconds(70));
        Store().Save(engine.Facts, costs.Save());

        var found = new CostModel();
        found.Load(Store().Load(engine.Facts)!);

        Assert.Equal(costs.Seconds(new PassShape(2, 4, 100)), found.Seconds(new PassShape(2, 4, 100)), 1e-6);
        Assert.Null(Store().Load(engine.Facts with { Configuration = "other threads" }));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_learned_anew()
    {
        using var engine = new ScriptedEngine(new ScriptedOptions());
        Store().Save(engine.Facts, new CostModel().Save());
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.WriteAllText(file, "{ broken");
        Assert.Null(Store().Load(engine.Facts));
    }

    private CostStore Store() =>
        new(Options.Create(new VerifierOptions { StateDirectory = _folder.Path }), NullLogger<CostStore>.Instance);
}
