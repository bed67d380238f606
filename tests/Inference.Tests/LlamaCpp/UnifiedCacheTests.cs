using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.Tests.Engine;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>With one KV cache for all sequences an engine keeps to the same rules, and to the same logits but for rounding.</summary>
public sealed class UnifiedCacheTests(UnifiedCacheTests.Fixture target) : EngineContractTests, IClassFixture<UnifiedCacheTests.Fixture>
{
    // Sums are taken in another order when other cells are in between, and flash attention keeps them with fewer bits.
    private const float Rounding = 0.05f;

    protected override IEngine Engine => target.Engine;

    protected override float Tolerance => Rounding;

    [Fact]
    public void It_is_not_exact_and_asks_for_no_equal_rows()
    {
        Assert.False(Engine.Facts.EqualRows);
        Assert.Equal(1, Engine.Facts.MinRowsPerSequence);
        Assert.Contains("unified KV", Engine.Facts.Configuration);
    }

    [Fact]
    public async Task Every_layout_computes_the_same()
    {
        var expected = await LogitsAsync(KvLayout.Separate, Toggle.Off);
        foreach (var (layout, flash) in new[] { (KvLayout.Unified, Toggle.Off), (KvLayout.Separate, Toggle.On), (KvLayout.Unified, Toggle.On) })
        {
            var actual = await LogitsAsync(layout, flash);
            for (var row = 0; row < expected.Count; row++)
            {
                var difference = expected[row].Zip(actual[row], static (one, other) => Math.Abs(one - other)).Max();
                Assert.True(difference < Rounding, $"Row {row} differs by {difference} with {layout} KV, flash attention {flash}.");
            }
        }
    }

    /// <summary>Logits of a short life: sequences that grow unequally and side by side, are cut, and are copied.</summary>
    private static async Task<List<float[]>> LogitsAsync(KvLayout layout, Toggle flash)
    {
        using var engine = await BundledModels.LoadAsync(BundledModels.Draft, options =>
        {
            options.Exact = Toggle.Off;
            options.KvLayout = layout;
            options.FlashAttention = flash;
        });
        var logits = new List<float[]>();
        var lengths = new int[engine.Facts.MaxSequences];
        var random = new Random(5);

        Decode(9, 3, 14, 0);
        Decode(2, 5, 1, 0);
        Cut(2, 7);
        Decode(1, 1, 4, 6);
        engine.CopyPrefix(0, 3, lengths[3] = 10);
        Cut(0, 4);
        Decode(3, 0, 2, 5);
        return logits;

        void Cut(int sequence, int length) => engine.Truncate(sequence, lengths[sequence] = length);

        void Decode(params int[] rows)
        {
            var batch = new DecodeBatch();
            for (var sequence = 0; sequence < rows.Length; sequence++)
            {
                for (var i = 0; i < rows[sequence]; i++)
                    batch.Add(random.Next(engine.Vocabulary.Size), lengths[sequence]++, sequence, wantLogits: true);
            }

            engine.Decode(batch);
            for (var row = 0; row < batch.Count; row++)
                logits.Add(engine.Logits(row).ToArray());
        }
    }

    public sealed class Fixture : TargetFixture
    {
        protected override void Configure(LlamaOptions options) => options.KvLayout = KvLayout.Unified;
    }
}
