using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Nodes;

public sealed class VocabularyMatchTests
{
    private static readonly Vocabulary Target = Create(size: 1000, texts: 1);

    [Fact]
    public void Equal_vocabularies_fit() => Assert.True(Target.Fits(Target.Clone()));

    [Theory]
    [InlineData(1128, true)]
    [InlineData(872, true)]
    [InlineData(1129, false)]
    [InlineData(871, false)]
    public void Sizes_may_differ_by_128(int size, bool fits) => Assert.Equal(fits, Target.Fits(Create(size, texts: 1)));

    [Fact]
    public void Other_texts_do_not_fit() => Assert.False(Target.Fits(Create(1000, texts: 2)));

    [Theory]
    [InlineData("spm", 1, 2)]
    [InlineData("bpe", 3, 2)]
    [InlineData("bpe", 1, 3)]
    public void Other_types_and_special_tokens_do_not_fit(string type, int bos, int eos)
    {
        var draft = Target.Clone();
        (draft.Type, draft.Bos, draft.Eos) = (type, bos, eos);
        Assert.False(Target.Fits(draft));
    }

    [Fact]
    public void A_malformed_vocabulary_fits_none()
    {
        var negative = new Vocabulary(Target) { Size = -1 };
        var few = Target.Clone();
        few.TailHashes.RemoveAt(128);
        foreach (var bad in (Vocabulary[])[new Vocabulary(), negative, few])
        {
            Assert.False(bad.IsWellFormed());
            Assert.Contains("malformed", Target.WhyUnfit(bad), StringComparison.Ordinal);
            Assert.False(bad.Fits(bad));
        }
    }

    [Fact]
    public void The_reason_says_what_differs()
    {
        Assert.Contains("texts", Target.WhyUnfit(Create(1000, texts: 2)), StringComparison.Ordinal);
        Assert.Contains("sizes", Target.WhyUnfit(Create(871, texts: 1)), StringComparison.Ordinal);
    }

    // The hash of the first n texts, for n = size down to size - 128: here any function of the texts and n.
    private static Vocabulary Create(int size, ulong texts)
    {
        var vocabulary = new Vocabulary { Type = "bpe", Size = size, Bos = 1, Eos = 2 };
        vocabulary.TailHashes.AddRange(Enumerable.Range(0, 129).Select(k => (texts * 1_000_000) + (ulong)(size - k)));
        return vocabulary;
    }
}
