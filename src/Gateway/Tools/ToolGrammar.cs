using System.Globalization;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Constraints;

namespace SpecMesh.Gateway.Tools;

/// <summary>Rules for answers that may or must call tools: once a call begins, it is one of a tool that exists, with arguments that fit.</summary>
internal static class ToolGrammar
{
    /// <param name="builder">Takes the rules.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="text">The rule for answers without a call; null: any text.</param>
    /// <returns>What the whole answer is.</returns>
    public static string Add(GrammarBuilder builder, ToolSet tools, string? text)
    {
        var start = Gbnf.Literal(ToolMarkup.CallStart);
        var calls = tools.Callable.Select(tool => Call(builder, tool)).ToList();
        var end = Gbnf.Literal(ToolMarkup.AfterArguments + ToolMarkup.CallEnd);
        var call = builder.Add($"{Gbnf.Literal(ToolMarkup.BeforeName)} ({string.Join(" | ", calls)}) {end}");
        // From behind the first start tag on.
        var rest = tools.Parallel ? builder.Add($"{call} (\"\\n\" {start} {call})*") : call;
        if (tools.Required)
            return $"{start} {rest}";
        return text is null ? TextThenCalls(builder, rest) : $"{text} | {start} {rest}";
    }

    private static string Call(GrammarBuilder builder, Tool tool) =>
        builder.Add($"{Gbnf.Literal(CompactJson.Of(tool.Name) + ToolMarkup.BeforeArguments)} {Arguments(builder, tool)}");

    private static string Arguments(GrammarBuilder builder, Tool tool)
    {
        if (tool.Parameters is not { } parameters)
            return "\"{}\"";
        var schema = SchemaNode.ToNode(parameters, tool.Place);
        if (!tool.Strict && !CanEnforce(schema))
            return builder.Json(JsonGrammar.Object);
        return SchemaGrammar.Add(builder, schema);
    }

    // With a builder of its own: one that a schema was given up half way in has rules that are not defined.
    private static bool CanEnforce(SchemaNode schema)
    {
        try
        {
            SchemaGrammar.Add(new GrammarBuilder(), schema);
            return true;
        }
        catch (ApiException e) when (e.Error.Code == ApiErrors.UnsupportedCode)
        {
            return false;
        }
    }

    /// <summary>Text without the start tag, then nothing, or the start tag and calls: one rule for each number of its characters that came last.</summary>
    private static string TextThenCalls(GrammarBuilder builder, string rest)
    {
        // The tag's first character appears in it once, so after a character that does not fit at most that one fits.
        const string Tag = ToolMarkup.CallStart;
        var rules = Enumerable.Range(0, Tag.Length).Select(_ => builder.Reserve()).Append(rest).ToArray();
        for (var matched = 0; matched < Tag.Length; matched++)
        {
            var next = Gbnf.Literal(Tag[matched].ToString(CultureInfo.InvariantCulture));
            builder.Define(rules[matched], matched == 0
                ? $"[^{Tag[0]}] {rules[0]} | {next} {rules[1]} | \"\""
                : $"{next} {rules[matched + 1]} | \"{Tag[0]}\" {rules[1]} | [^{Tag[0]}{Tag[matched]}] {rules[0]} | \"\"");
        }

        return rules[0];
    }
}
