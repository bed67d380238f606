using SpecMesh.Inference.Grammars;
using SpecMesh.Inference.Scripted;
using SpecMesh.Inference.Tests.LlamaCpp;

namespace SpecMesh.Inference.Tests.Grammars;

public sealed class GrammarMatcherTests(TargetFixture target) : IClassFixture<TargetFixture>
{
    [Theory]
    [InlineData("root ::= \"ab\" | \"ac\"", "ab ac", "a b abc")]
    [InlineData("root ::= [a-c]+ \"!\"?", "a abcabc a!", "! d a!!")]
    [InlineData("root ::= \"x\"{2,4}", "xx xxx xxxx", "x xxxxx")]
    [InlineData("root ::= \"x\"{0} \"y\"", "y", "xy")]
    [InlineData("root ::= (\"a\" | \"b\" root) \"c\"", "ac bacc bbaccc", "bac acc")]
    [InlineData("root ::= [^a]", "b é 🙂", "a bb")]
    [InlineData("root ::= [é-ö🙂]", "é ö 🙂", "e õõ 🙃")]
    [InlineData("root ::= .", "a é 東 🙂", "ab")]
    [InlineData("root ::= \"\\u6771\\U0001F642\\x21\\t\"", "東🙂!\t", "東🙂!")]
    [InlineData("root ::= expr\nexpr ::= term ([-+] term)*\nterm ::= [0-9]+ | \"(\" expr \")\"", "1 1+2-3 (1+(2))-4", "+1 1+ (1 1)")]
    [InlineData("root ::= (\"a\"?)* \"b\"", "b aab", "aba")]
    public void Accepts_the_texts_of_the_language_and_no_others(string grammar, string texts, string others)
    {
        var parsed = Grammar.Parse(grammar);
        Assert.All(texts.Split(' '), text => Assert.True(GrammarTexts.Accepts(parsed, text), $"'{text}' is refused"));
        Assert.All(others.Split(' '), text => Assert.False(GrammarTexts.Accepts(parsed, text), $"'{text}' is accepted"));
    }

    [Fact]
    public void Accepts_exactly_what_a_naive_reader_accepts()
    {
        const int Count = 300;
        var refused = 0;
        RandomGrammar.Texts.Sample(text =>
        {
            try
            {
                var grammar = Grammar.Parse(text);
                var naive = new NaiveGrammar(text);
                foreach (var word in RandomGrammar.Words)
                    Assert.True(naive.Accepts(word) == GrammarTexts.Accepts(grammar, word), $"'{word}' in\n{text}");
            }
            catch (GrammarException)
            {
                // Left recursion, or far too many ways to read a few letters.
                Interlocked.Increment(ref refused);
            }
        }, iter: Count);
        Assert.InRange(refused, 0, Count / 2);
    }

    [Fact]
    public void The_mask_allows_the_tokens_that_can_be_accepted_and_ends_where_the_text_may_end()
    {
        var vocabulary = target.Vocabulary;
        foreach (var (name, text) in SampleGrammars.All)
        {
            var matcher = new GrammarMatcher(Grammar.Parse(text), vocabulary);
            var random = new Random(7);
            for (var walk = 0; walk < 4; walk++)
            {
                var position = matcher.Start;
                for (var step = 0; step < 40; step++)
                {
                    var logits = new float[vocabulary.Size];
                    matcher.Mask(position, logits);
                    for (var token = 0; token < logits.Length; token++)
                        Assert.True(matcher.TryAdvance(position, token, out var _) == (logits[token] == 0), $"{name}: token {token} at step {step}");
                    int[] allowed = [.. Enumerable.Range(0, logits.Length).Where(token => logits[token] == 0 && !vocabulary.IsEndOfGeneration(token))];
                    if (allowed.Length == 0)
                        break;
                    matcher.TryAdvance(position, allowed[random.Next(allowed.Length)], out position);
                }
            }
        }
    }

    [Fact]
    public void A_character_may_come_in_several_tokens_if_it_can_still_become_an_allowed_one()
    {
        var vocabulary = new ScriptedVocabulary(257);
        var matcher = new GrammarMatcher(Grammar.Parse("root ::= [é-ö]"), vocabulary);
        int[] first = vocabulary.Tokenize("é", false, false);
        Assert.True(matcher.TryAdvance(matcher.Start, first[0], out var middle));
        Assert.False(matcher.TryAdvance(middle, ScriptedVocabulary.EndOfTurn, out _));
        Assert.True(matcher.TryAdvance(middle, first[1], out _));
        // U+00C0 begins alike, but is not in the set; U+6771 begins otherwise.
        Assert.False(matcher.TryAdvance(middle, vocabulary.Tokenize("À", false, false)[1], out _));
        Assert.False(matcher.TryAdvance(matcher.Start, vocabulary.Tokenize("東", false, false)[0], out _));
    }

    [Fact]
    public void A_position_can_be_gone_back_to()
    {
        var vocabulary = new ScriptedVocabulary(257);
        var matcher = new GrammarMatcher(Grammar.Parse("root ::= \"a\" (\"b\" | \"c\")"), vocabulary);
        int[] letters = vocabulary.Tokenize("abc", false, false);
        Assert.True(matcher.TryAdvance(matcher.Start, letters[0], out var after));
        Assert.True(matcher.TryAdvance(after, letters[1], out var one));
        Assert.True(matcher.TryAdvance(after, letters[2], out _));
        Assert.True(matcher.TryAdvance(one, ScriptedVocabulary.EndOfTurn, out _));
        Assert.False(matcher.TryAdvance(after, ScriptedVocabulary.EndOfTurn, out _));
    }

    [Fact]
    public void A_long_text_deep_inside_a_grammar_is_followed_with_bounded_memory()
    {
        var vocabulary = new ScriptedVocabulary(257);
        var matcher = new GrammarMatcher(Grammar.Parse("root ::= \"(\" root \")\" | [a-z]{0,20000}"), vocabulary);
        int[] tokens = vocabulary.Tokenize("(a)", false, false);
        var position = matcher.Start;
        for (var i = 0; i < 3000; i++)
            Assert.True(matcher.TryAdvance(position, tokens[0], out position));
        for (var i = 0; i < 20_000; i++)
            Assert.True(matcher.TryAdvance(position, tokens[1], out position));
        Assert.False(matcher.TryAdvance(position, tokens[1], out _));
        for (var i = 0; i < 3000; i++)
            Assert.True(matcher.TryAdvance(position, tokens[2], out position));
        Assert.True(matcher.TryAdvance(position, ScriptedVocabulary.EndOfTurn, out _));
        Assert.False(matcher.TryAdvance(position, tokens[2], out _));
    }
}
