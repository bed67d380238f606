namespace SpecMesh.Gateway.Constraints;

/// <summary>Rules for strings: by length, by format or by pattern.</summary>
internal static class StringRules
{
    private const string Quote = "\"\\\"\"";

    public static string Add(GrammarBuilder builder, SchemaNode schema)
    {
        schema.AllowOnly("type", "minLength", "maxLength", "format", "pattern");
        var least = schema.Count("minLength");
        var most = schema.Count("maxLength");
        if (schema.Text("format") is { } format)
        {
            RefuseOthers(schema, "format", "pattern", "minLength", "maxLength");
            return JsonGrammar.HasFormat(format)
                ? builder.Add($"{Quote} {builder.Json(format)} {Quote}")
                : throw schema.Unsupported("format", $"is '{format}'; known are {string.Join(", ", JsonGrammar.Formats)}");
        }

        if (schema.Text("pattern") is { } pattern)
        {
            RefuseOthers(schema, "pattern", "minLength", "maxLength");
            return builder.Add($"{Quote} {PatternGrammar.Convert(pattern, schema)} {Quote}");
        }

        if (most < least)
            throw schema.Wrong("maxLength", "is below 'minLength'");
        if (least is null && most is null)
            return builder.Json(JsonGrammar.String);
        return builder.Add(most == 0 ? "\"\\\"\\\"\"" : $"{Quote} {Gbnf.Repeat(builder.Json(JsonGrammar.Char), least ?? 0, most)} {Quote}");
    }

    private static void RefuseOthers(SchemaNode schema, string keyword, params ReadOnlySpan<string> others)
    {
        foreach (var other in others)
        {
            if (schema.Has(other))
                throw schema.Unsupported(other, $"is not supported beside '{keyword}'");
        }
    }
}
