using System.Text.Json;
using System.Text.RegularExpressions;
using SpecMesh.Gateway.Constraints;

namespace SpecMesh.Gateway.Tests.Constraints;

public sealed class PatternGrammarTests
{
    [Theory]
    [InlineData("^abc$")]
    [InlineData("^a|b$", false)]
    [InlineData("^(a|b|)c+$")]
    [InlineData("^[^a-z]{2,4}?x*$")]
    [InlineData(@"^\w+\s\S\D{3}$")]
    [InlineData(@"^[\d.\-\]]+$")]
    [InlineData(@"^(?:\(\d{3}\) )?\d{3}-\d{4}$")]
    [InlineData("^\"[\\\\\"]\\n\\u00e9\\x41$")]
    [InlineData(@"^\^\$\\$")]
    [InlineData("^((a?)*b){1,3}$")]
    [InlineData(@"^.{3}$")]
    [InlineData("d$")]
    [InlineData("^start")]
    [InlineData("m|[yl]{2}")]
    [InlineData("[à-öé]")]
    [InlineData("")]
    public void Strings_that_the_rules_let_through_match_the_expression(string pattern, bool supported = true)
    {
        if (!supported)
        {
            Assert.ThrowsAny<Exception>(() => Rules(pattern));
            return;
        }

        var grammar = new GrammarText(Rules(pattern));
        for (var seed = 0; seed < 40; seed++)
        {
            var json = grammar.Draw(new Random(seed), likes: "endstarmidyl\"");
            var text = JsonSerializer.Deserialize<string>(json)!;
            Assert.True(Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(5)), $"{json} does not match {pattern}");
        }
    }

    private static string Rules(string pattern) =>
        $"root ::= \"\\\"\" {PatternGrammar.Convert(pattern, SchemaNode.ToNode(JsonElement.Parse("{}"), "schema"))} \"\\\"\"\n";
}
