using System.Text;
using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.Gateway.Tests.Constraints;

/// <summary>Texts of a grammar, and texts against it, by the engine that follows grammars in a verifier.</summary>
internal sealed class GrammarText
{
    private static readonly ScriptedVocabulary Bytes = new(257);
    private readonly GrammarMatcher _matcher;

    public GrammarText(string grammar) => _matcher = new GrammarMatcher(Grammar.Parse(grammar), Bytes);

    public bool Accepts(string text)
    {
        var position = _matcher.Start;
        foreach (var token in Bytes.Tokenize(text, addSpecial: false, parseSpecial: false))
        {
            if (!_matcher.TryAdvance(position, token, out position))
                return false;
        }

        return _matcher.TryAdvance(position, ScriptedVocabulary.EndOfTurn, out _);
    }

    /// <summary>A text of the grammar's language, drawn at random.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="likes">Characters of ASCII that are drawn more often than others, so that the text comes to its end.</param>
    /// <param name="most">Most bytes.</param>
    public string Draw(Random random, string likes = "{}[],:\"<", int most = 20_000)
    {
        var bytes = new List<byte>();
        var position = _matcher.Start;
        while (true)
        {
            Assert.True(bytes.Count < most, $"No end after {most} bytes: {Encoding.UTF8.GetString([.. bytes])}");
            var logits = new float[Bytes.Size];
            _matcher.Mask(position, logits);
            if (logits[ScriptedVocabulary.EndOfTurn] == 0 && random.Next(2) == 0)
                return Encoding.UTF8.GetString([.. bytes]);
            int[] allowed = [.. Enumerable.Range(1, Bytes.Size - 1).Where(token => logits[token] == 0)];
            // Others count a character of four bytes as two.
            if (allowed.Any(token => Bytes.Piece(token).Span[0] < 0xF0))
                allowed = [.. allowed.Where(token => Bytes.Piece(token).Span[0] < 0xF0)];
            if (allowed.Length == 0)
            {
                Assert.Equal(0, logits[ScriptedVocabulary.EndOfTurn]);
                return Encoding.UTF8.GetString([.. bytes]);
            }

            int[] liked = [.. allowed.Where(token => likes.Contains((char)Bytes.Piece(token).Span[0], StringComparison.Ordinal))];
            var token = liked.Length > 0 && random.Next(2) == 0 ? liked[random.Next(liked.Length)] : allowed[random.Next(allowed.Length)];
            Assert.True(_matcher.TryAdvance(position, token, out position));
            bytes.Add(Bytes.Piece(token).Span[0]);
        }
    }
}
