using System.Text.Unicode;
using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Tests.LlamaCpp;

namespace SpecMesh.Inference.Tests.Grammars;

/// <summary>The same grammar allows the same tokens as in llama.cpp, at every step of many texts.</summary>
public sealed class LlamaComparisonTests(TargetFixture target, ITestOutputHelper output) : IClassFixture<TargetFixture>
{
    [Fact]
    public void The_same_tokens_are_allowed()
    {
        var vocabulary = target.Vocabulary;
        // llama.cpp takes control tokens for their spelling, and lets some bytes pass that are no UTF-8.
        var text = Enumerable.Range(0, vocabulary.Size)
            .Select(token => vocabulary.IsEndOfGeneration(token) || (!vocabulary.IsControl(token) && CanBeText(vocabulary.Piece(token).Span))).ToArray();
        var compared = 0;
        foreach (var (name, grammar) in SampleGrammars.All)
        {
            for (var seed = 0; seed < 5; seed++)
            {
                var random = new Random(seed);
                using var theirs = new LlamaGrammar(BundledModels.Target, grammar);
                var ours = new GrammarMatcher(Grammar.Parse(grammar), vocabulary);
                var position = ours.Start;
                for (var step = 0; step < 30; step++)
                {
                    var expected = theirs.Allowed();
                    var logits = new float[vocabulary.Size];
                    ours.Mask(position, logits);
                    for (var token = 0; token < logits.Length; token++)
                    {
                        // Half of a character is refused there if one of those that it may become is: all of "[^é]" that begin like é.
                        var agrees = expected[token] == (logits[token] == 0) || (!expected[token] && !IsWhole(vocabulary.Piece(token).Span));
                        Assert.True(!text[token] || agrees, $"{name}, seed {seed}, step {step}: token {token}, {expected[token]} in llama.cpp");
                    }

                    compared++;

                    int[] allowed = [.. Enumerable.Range(0, logits.Length).Where(token => text[token] && expected[token] && !vocabulary.IsEndOfGeneration(token))];
                    if (allowed.Length == 0)
                        break;
                    var next = allowed[random.Next(allowed.Length)];
                    theirs.Accept(next);
                    Assert.True(ours.TryAdvance(position, next, out position));
                }
            }
        }

        output.WriteLine($"{compared} rows compared");
        Assert.InRange(compared, 200, int.MaxValue);
    }

    private static bool IsWhole(ReadOnlySpan<byte> piece) => Utf8.IsValid(piece);

    private static bool CanBeText(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            if (value is 0 or 0xC0 or 0xC1 or 0xE0 or 0xED or >= 0xF0)
                return false;
        }

        return piece.IsEmpty || piece[0] is < 0x80 or >= 0xC2;
    }
}
