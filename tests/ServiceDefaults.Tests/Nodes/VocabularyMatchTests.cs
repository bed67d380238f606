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
    public void A_vocabulary_without_hashes_does_not_fit()
    {
        var draft = Target.Clone();
        draft.TailHashes.Clear();
        Assert.False(Target.Fits(draft));
        Assert.False(draft.Fits(draft));
    }

    // The hash of the first n texts, for n = size down to size - 128: here any function of the texts and n.
    private static Vocabulary Create(int size, ulong texts)
    {
        var vocabulary = new Vocabulary { Type = "bpe", Size = size, Bos = 1, Eos = 2 };
        vocabulary.TailHashes.AddRange(Enumerable.Range(0, 129).Select(k => (texts * 1_000_000) + (ulong)(size - k)));
        return vocabulary;
    }
}
