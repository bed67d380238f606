using System.Text;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Speculation.Tests.Vocabularies;

public sealed class VocabularyFingerprintTests
{
    [Fact]
    public void Sizes_may_differ_by_128_if_the_shared_tokens_are_the_same() =>
        Gen.Int[0, 128].Sample(difference =>
        {
            var target = Fingerprint(Texts(300));
            var draft = Fingerprint(Texts(300 - difference));
            Assert.Null(target.WhyIncompatible(draft));
            Assert.Null(draft.WhyIncompatible(target));
        });

    [Fact]
    public void One_token_more_than_128_apart_is_too_far() =>
        Assert.Contains("sizes", Fingerprint(Texts(300)).WhyIncompatible(Fingerprint(Texts(171))));

    [Fact]
    public void Any_other_text_of_a_shared_token_is_found() =>
        Gen.Select(Gen.Int[VocabularyFingerprint.FirstCheckedToken, 199], Gen.Int[0, 100]).Sample((changed, extra) =>
        {
            var texts = Texts(200);
            texts[changed] += "!";
            Assert.Contains("texts", Fingerprint(Texts(200 + extra)).WhyIncompatible(Fingerprint(texts)));
        });

    [Fact]
    public void Other_special_tokens_or_another_type_are_named()
    {
        var target = Fingerprint(Texts(10));

        Assert.Contains("special tokens", target.WhyIncompatible(VocabularyFingerprint.Create("BPE", -1, 3, Bytes(Texts(10)))));
        Assert.Contains("types", target.WhyIncompatible(VocabularyFingerprint.Create("SPM", -1, 2, Bytes(Texts(10)))));
    }

    private static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(id => $"t{id}")];

    private static VocabularyFingerprint Fingerprint(string[] texts) => VocabularyFingerprint.Create("BPE", -1, 2, Bytes(texts));

    private static ReadOnlyMemory<byte>[] Bytes(string[] texts) => Array.ConvertAll(texts, text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text));
}
