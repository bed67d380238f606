using System.Diagnostics;
using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Scripted;

namespace SpecMesh.Inference.Tests.Grammars;

public sealed class GrammarParseTests
{
    [Theory]
    [InlineData("root ::= \"a\"")]
    [InlineData("# a comment\nroot ::= item+ # another\n\nitem ::= \"a\" | [^\\]\\x41-\\u0042-]\n")]
    [InlineData("root ::= (\n  \"a\" |\n  # why\n  b\n)\nb ::= \"b\"")]
    [InlineData("root ::=\n  \"a\" |\n  \"b\"\r\n")]
    [InlineData("root ::= \"a\"{2} \"b\"{1,} \"c\"{0,3} \"d\"{2, 5} .")]
    [InlineData("root ::= |\"a\"")]
    [InlineData("root ::= [a-] [-a] [\\U0001F600]")]
    [InlineData("root ::= (\"a\"?)* (\"b\"*)*")]
    public void Reads_the_notation(string text) => Assert.NotNull(Grammar.Parse(text));

    [Theory]
    [InlineData("", "'root'")]
    [InlineData("start ::= \"a\"", "'root'")]
    [InlineData("root ::= other", "'other'")]
    [InlineData("root ::= \"a", "line 1")]
    [InlineData("root ::= \"a\"\nb ::= [a", "line 2")]
    [InlineData("root ::= (\"a\"", "')'")]
    [InlineData("root ::= \"a\")", "')'")]
    [InlineData("root ::= \"\\q\"", "escape")]
    [InlineData("root ::= \"\\x4\"", "hexadecimal")]
    [InlineData("root ::= \"\\UFFFFFFFF\"", "hexadecimal")]
    [InlineData("root ::= []", "brackets")]
    [InlineData("root ::= [b-a]", "range")]
    [InlineData("root ::= *", "nothing to repeat")]
    [InlineData("root ::= \"a\"{3,2}", "below")]
    [InlineData("root ::= \"a\"{999999999999}", "larger")]
    [InlineData("root ::= \"a\"{x}", "number")]
    [InlineData("root := \"a\"", "::=")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "second time")]
    [InlineData("root ::= <[12]>", "tokens")]
    [InlineData("root ::= ab_c", "no meaning")]
    [InlineData("root ::= root \"a\" | \"b\"", "left recursion")]
    [InlineData("root ::= a \"x\"\na ::= b\nb ::= root", "left recursion")]
    [InlineData("root ::= e root \"a\" | \"b\"\ne ::= f f\nf ::= \"\"", "left recursion")]
    [InlineData("root ::= (\"a\"? root)* \"b\"", "left recursion")]
    public void Says_what_is_wrong_and_where(string text, string part) =>
        Assert.Contains(part, Assert.Throws<GrammarException>(() => Grammar.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_character() =>
        Assert.Contains("surrogate", Assert.Throws<GrammarException>(() => Grammar.Parse($"root ::= \"{(char)0xD800}\"")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_large_or_too_deep_is_refused_and_what_is_only_long_is_not()
    {
        Assert.Throws<GrammarException>(() => Grammar.Parse("root ::= " + new string(' ', 600_000) + "\"a\""));
        Assert.Throws<GrammarException>(() => Grammar.Parse("root ::= " + new string('(', 100_000) + "\"a\"" + new string(')', 100_000)));
        Assert.Throws<GrammarException>(() => Grammar.Parse("root ::= " + string.Concat(Enumerable.Repeat("\"a\"{20000} ", 30))));
        Grammar.Parse("root ::= ((((\"a\"{100}){100}){100}){100}){100}");

        // As long a chain of references as fits must not take the stack.
        var chain = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"r{i} ::= r{i + 1}\n"));
        var end = "r20000 ::= \"a\"\nroot ::= r0";
        Assert.True(Accepts(chain + end, "a"));
    }

    [Fact]
    public void Whatever_text_comes_it_is_a_grammar_or_an_error_and_soon()
    {
        var piece = Gen.OneOf(
            RandomGrammar.Among("root", "a", "b", " ::= ", "::=", "\n", " ", "|", "(", ")", "*", "+", "?", "{", "}", "2", ",", "\"", "\"a\"", "[", "]", "^", "-", "[a-z]", "\\", "x41", ".", "#", "<", ">", "\"\"", "é", "root ::= "),
            Gen.String[0, 3]);
        var watch = Stopwatch.StartNew();
        Gen.Select(piece.Array[0, 40], Gen.Int).Sample((pieces, seed) =>
        {
            try
            {
                Walk(string.Concat(pieces), seed);
                Walk("root ::= a b\na ::= \"x\"? b\nb ::= [a-z]" + string.Concat(pieces), seed);
            }
            catch (GrammarException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"20000 texts took {watch.Elapsed}.");
    }

    [Fact]
    public void A_grammar_with_endless_ways_to_read_a_text_is_given_up_and_not_followed()
    {
        // After n letters there are 2 to the power of n ways.
        var matcher = new GrammarMatcher(Grammar.Parse("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"d\""), new ScriptedVocabulary(257));
        var letter = new ScriptedVocabulary(257).Tokenize("a", false, false)[0];
        var position = matcher.Start;
        var failure = Assert.Throws<GrammarException>(() =>
        {
            for (var i = 0; i < 100; i++)
                Assert.True(matcher.TryAdvance(position, letter, out position));
        });
        Assert.Contains("ambiguous", failure.Message, StringComparison.Ordinal);
    }

    private static void Walk(string text, int seed)
    {
        var vocabulary = new ScriptedVocabulary(257);
        var matcher = new GrammarMatcher(Grammar.Parse(text), vocabulary);
        var random = new Random(seed);
        var position = matcher.Start;
        for (var i = 0; i < 8; i++)
        {
            var logits = new float[vocabulary.Size];
            matcher.Mask(position, logits);
            int[] allowed = [.. Enumerable.Range(1, vocabulary.Size - 1).Where(token => logits[token] == 0)];
            if (allowed.Length == 0)
                return;
            Assert.True(matcher.TryAdvance(position, allowed[random.Next(allowed.Length)], out position));
        }
    }

    private static bool Accepts(string grammar, string text) => GrammarTexts.Accepts(Grammar.Parse(grammar), text);
}
