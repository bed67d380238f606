using SpecMesh.ModelForge.Stretching;

namespace SpecMesh.ModelForge.Tests.Stretching;

public sealed class ImpossibleShapeTests
{
    private static readonly LlamaShape Shape = new(Width: 64, Depth: 2, Ffn: 96, Heads: 4, KvHeads: 2, HeadSize: 16);

    [Theory]
    [InlineData(63, null, null, "64 or more")]
    [InlineData(null, 1, null, "2 or more")]
    [InlineData(null, null, 90, "96 or more")]
    [InlineData(80, null, null, "e.g. 96")]
    public void A_shape_that_cannot_be_had_is_refused_with_one_that_can(int? width, int? depth, int? ffn, string mend) =>
        Assert.Contains(mend, Assert.Throws<ForgeException>(() => Shape.StretchedTo(new StretchOptions(width, depth, ffn))).Message);

    [Fact]
    public void Q8_0_needs_whole_blocks() =>
        Assert.Contains("e.g. 128", Assert.Throws<ForgeException>(() => Shape.StretchedTo(new StretchOptions(Ffn: 100, Type: TensorType.Q8_0))).Message);

    [Fact]
    public void Query_heads_share_key_heads_as_before() =>
        Assert.Equal(new LlamaShape(160, 2, 96, 10, 5, 16), Shape.StretchedTo(new StretchOptions(Width: 160)));
}
