using SpecMesh.Inference.Tests.Engine;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class LlamaEngineTests(TargetFixture target) : EngineContractTests, IClassFixture<TargetFixture>
{
    protected override IEngine Engine => target.Engine;

    [Fact]
    public async Task Once_disposed_it_throws_and_does_not_crash()
    {
        var engine = await BundledModels.LoadAsync(BundledModels.Draft);
        var batch = new DecodeBatch();
        batch.Add(1, 0, 0, wantLogits: true);
        engine.Decode(batch);
        engine.Dispose();
        engine.Dispose();

        Assert.Throws<ObjectDisposedException>(() => engine.Decode(batch));
        Assert.Throws<ObjectDisposedException>(() => engine.Truncate(0, 0));
        Assert.ThrowsAny<Exception>(() => engine.Logits(0).Length);
    }
}
