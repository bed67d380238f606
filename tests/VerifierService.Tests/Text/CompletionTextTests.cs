using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Vocabularies;
using SpecMesh.VerifierService.Text;

namespace SpecMesh.VerifierService.Tests.Text;

public sealed class CompletionTextTests
{
    private const int End = 0;
    private static readonly string[] Stops = ["ab", "abb", "éa", "日", "ba", "x"];
    private static readonly PieceVocabulary Vocabulary = new("a", "b", "ab", "é", "é"u8[..1].ToArray(), "é"u8[1..].ToArray(), "日本"u8[..4].ToArray(), "日本"u8[4..].ToArray());

    [Fact]
    public void Characters_get_out_whole()
    {
        var text = new CompletionText(Vocabulary, [], 100);
        text.Commit(5);
        Assert.Equal("", text.Take());
        text.Commit(6);
        Assert.Equal("é", text.Take());
        text.Commit(7);
        Assert.Equal("日", text.Take());
        text.Commit(8);
        Assert.Equal("本", text.Take());
    }

    [Fact]
    public void It_ends_at_its_last_token_with_what_was_held_back()
    {
        var text = new CompletionText(Vocabulary, ["abb"], 3);
        Assert.False(text.Commit(2));
        Assert.False(text.Commit(3));
        Assert.Equal("b", text.Take());
        Assert.True(text.Commit(5));
        Assert.Equal("ab\uFFFD", text.Take());
        Assert.Equal(FinishReason.Length, text.Finish);
    }

    [Fact]
    public void An_end_token_ends_it_before_the_limit_counts()
    {
        var text = new CompletionText(Vocabulary, [], 1);
        Assert.True(text.Commit(End));
        Assert.Equal((FinishReason.Stop, ""), (text.Finish, text.Take()));
    }

    /// <summary>Taking the text after every token, or only at the end, or on another machine from some token on, gives the same text.</summary>
    [Fact]
    public void Text_taken_bit_by_bit_and_text_replayed_is_the_text() =>
        Gen.Select(Gen.Int[0, 8].Array[1, 30], Gen.Int[0, 5].Select(i => Stops[i]).Array[0, 3], Gen.Int[1, 30], Gen.Int[0, 30])
            .Sample((tokens, stops, limit, split) =>
            {
                var (whole, finish) = Run(new CompletionText(Vocabulary, stops, limit), tokens, out var used);
                split = Math.Min(split, used - 1);

                var first = new CompletionText(Vocabulary, stops, limit);
                foreach (var token in tokens[..split])
                    first.Commit(token);
                var before = first.Take();
                var replayed = new CompletionText(Vocabulary, stops, limit);
                foreach (var token in tokens[..split])
                    replayed.Commit(token);
                replayed.Take();
                var (rest, finishOfRest) = Run(replayed, tokens[split..], out _);

                Assert.Equal(whole, before + rest);
                Assert.Equal(finish, finishOfRest);
                Assert.DoesNotContain(stops, stop => whole.Contains(stop, StringComparison.Ordinal));
            }, iter: 10_000);

    private static (string Text, FinishReason Finish) Run(CompletionText text, int[] tokens, out int used)
    {
        var all = "";
        used = 0;
        foreach (var token in tokens)
        {
            used++;
            var ended = text.Commit(token);
            all += text.Take();
            Assert.Equal(ended, text.Finish != FinishReason.Unspecified);
            if (ended)
                break;
        }

        if (text.Finish == FinishReason.Unspecified)
            all += "…";
        return (all, text.Finish);
    }

    /// <summary>Token 0 ends; the others are the given pieces.</summary>
    private sealed class PieceVocabulary(params Piece[] pieces) : IVocabulary
    {
        public int Size => pieces.Length + 1;

        public VocabularyFingerprint Fingerprint => throw new NotSupportedException();

        public bool IsEndOfGeneration(int token) => token == End;

        public int[] Tokenize(string text, bool addSpecial, bool parseSpecial) => throw new NotSupportedException();

        public ReadOnlyMemory<byte> Piece(int token) => token == End ? ReadOnlyMemory<byte>.Empty : pieces[token - 1].Bytes;

        public int[] ApplyChatTemplate(IReadOnlyList<ChatTurn> turns) => throw new NotSupportedException();

        public string RenderChatTemplate(IReadOnlyList<ChatTurn> turns) => throw new NotSupportedException();
    }

    private readonly record struct Piece(byte[] Bytes)
    {
        public static implicit operator Piece(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

        public static implicit operator Piece(byte[] bytes) => new(bytes);
    }
}
