using System.Text.Json;

namespace SpecMesh.Gateway.Constraints;

/// <summary>Rules for objects: properties in the schema's order, optional ones there or not.</summary>
internal static class ObjectRules
{
    /// <param name="builder">Takes the rules.</param>
    /// <param name="schema">The object's schema.</param>
    /// <param name="rule">Makes the rule of a property's schema.</param>
    public static string Add(GrammarBuilder builder, SchemaNode schema, Func<SchemaNode, string> rule)
    {
        schema.AllowOnly("type", "properties", "required", "additionalProperties");
        var properties = schema.NamedSchemas("properties").ToList();
        var required = Required(schema);
        if (required.FirstOrDefault(name => properties.All(property => property.Name != name)) is { } missing)
            throw schema.Wrong("required", $"names '{missing}', which is not among 'properties'");
        if (properties.Count == 0)
            return AnyNames(builder, schema, rule);
        if (schema.Find("additionalProperties") is { ValueKind: JsonValueKind.Object })
            throw schema.Unsupported("additionalProperties", "must be true or false beside 'properties'");

        var space = builder.Json(JsonGrammar.Space);
        var members = Members(builder, properties, required, rule);
        return builder.Add(required.Count > 0 ? $"\"{{\" {space} {members} {space} \"}}\"" : $"\"{{\" {space} ({members} {space})? \"}}\"");
    }

    /// <summary>One property or more, with commas between.</summary>
    private static string Members(
        GrammarBuilder builder, List<(string Name, SchemaNode Schema)> properties, HashSet<string> required, Func<SchemaNode, string> rule)
    {
        var gap = builder.Json(JsonGrammar.Gap);
        var space = builder.Json(JsonGrammar.Space);
        // From the last to the first: what may follow a property that was written, and what may be the first to be written.
        var (after, first) = ("", "");
        foreach (var (name, schema) in Enumerable.Reverse(properties))
        {
            var member = builder.Add($"{Gbnf.Literal(CompactJson.Of(name) + ":")} {gap} {rule(schema)}");
            var begun = after.Length > 0 ? $"{member} {after}" : member;
            var isRequired = required.Contains(name);
            first = builder.Add(isRequired || first.Length == 0 ? begun : $"{begun} | {first}");
            after = builder.Add((isRequired ? $"\",\" {space} {member}" : $"(\",\" {space} {member})?") + (after.Length > 0 ? $" {after}" : ""));
        }

        return first;
    }

    private static string AnyNames(GrammarBuilder builder, SchemaNode schema, Func<SchemaNode, string> rule)
    {
        var space = builder.Json(JsonGrammar.Space);
        switch (schema.Find("additionalProperties"))
        {
            case { ValueKind: JsonValueKind.False }:
                return builder.Add($"\"{{\" {space} \"}}\"");
            case { ValueKind: JsonValueKind.Object }:
                var member = builder.Add(
                    $"{builder.Json(JsonGrammar.String)} \":\" {builder.Json(JsonGrammar.Gap)} {rule(schema.Schema("additionalProperties")!.Value)}");
                return builder.Add($"\"{{\" {space} ({member} (\",\" {space} {member})* {space})? \"}}\"");
            case null or { ValueKind: JsonValueKind.True }:
                return builder.Json(JsonGrammar.Object);
            default:
                throw schema.Wrong("additionalProperties", "must be true, false or a schema");
        }
    }

    private static HashSet<string> Required(SchemaNode schema)
    {
        if (schema.Find("required") is not { } names)
            return [];
        return names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(static name => name.ValueKind == JsonValueKind.String)
            ? [.. names.EnumerateArray().Select(static name => name.GetString()!)]
            : throw schema.Wrong("required", "must be an array of property names");
    }
}
