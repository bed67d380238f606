using CsCheck;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Tests.Tools;

public sealed class ToolCallParserTests
{
    private const string One = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}</tool_call>\\\"\", \"b\": [1, {}]}}\n</tool_call>";
    private const string Two = "Let me see.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>\n<tool_call>\n{\"name\":\"g\",\"arguments\":{\"x\":1}}\n</tool_call>\n";

    [Theory]
    [InlineData("plain text", "plain text", "")]
    [InlineData("a < b, a <tool, and \n\n", "a < b, a <tool, and \n\n", "")]
    [InlineData("", "", "")]
    [InlineData(One, "", "f {\"a\": \"}</tool_call>\\\"\", \"b\": [1, {}]}")]
    [InlineData(Two, "Let me see.", "f {}; g {\"x\":1}")]
    [InlineData("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": [1", "", "f {\"a\": [1")]
    [InlineData("text <tool_call>\n{\"name\": \"f", "text<tool_call>\n{\"name\": \"f", "")]
    [InlineData("<tool_call>no call</tool_call>", "<tool_call>no call</tool_call>", "")]
    public void However_the_text_is_cut_text_and_calls_are_the_same(string text, string content, string calls) =>
        Gen.Int[1, 9].Array[1, 40].Sample(cuts =>
        {
            var parser = new ToolCallParser();
            var pieces = Cut(text, cuts).Select(parser.Append).ToList();
            pieces.Add(parser.Flush());
            Assert.Equal(content, string.Concat(pieces.Select(piece => piece.Content)));
            var deltas = pieces.SelectMany(piece => piece.Calls ?? []).ToList();
            Assert.Equal(calls, string.Join("; ", deltas.GroupBy(delta => delta.Index).Select(call =>
            {
                var first = call.First();
                Assert.StartsWith("call_", first.Id, StringComparison.Ordinal);
                Assert.Equal("function", first.Type);
                Assert.All(call.Skip(1), delta => Assert.Null(delta.Id ?? delta.Type ?? delta.Function.Name));
                return $"{first.Function.Name} {string.Concat(call.Select(delta => delta.Function.Arguments))}";
            })));
        }, iter: 100);

    private static IEnumerable<string> Cut(string text, int[] cuts)
    {
        var at = 0;
        for (var i = 0; at < text.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
