using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Constraints;

/// <summary>
/// Makes rules for the JSON that a JSON Schema describes: the part of it that OpenAI's structured outputs know. What cannot be enforced is an
/// error that names the keyword.
/// </summary>
/// <remarks>
/// Everything that the rules allow is valid. The reverse need not hold: properties come in the schema's order, without others
/// unless the schema says so, and numbers and formats are written in common ways only.
/// </remarks>
/// <param name="builder">Takes the rules.</param>
/// <param name="root">The whole schema, in which references are looked up.</param>
internal sealed class SchemaGrammar(GrammarBuilder builder, SchemaNode root)
{
    // Rules of schemas that are referred to, by reference.
    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);

    /// <summary>The rule for the whole schema.</summary>
    /// <exception cref="ApiException">The schema is malformed, or has what cannot be enforced.</exception>
    public static string Add(GrammarBuilder builder, SchemaNode schema) => new SchemaGrammar(builder, schema).Reference("#");

    /// <summary>The rule for a schema.</summary>
    public string Rule(SchemaNode schema)
    {
        if (schema.Text("$ref") is { } reference)
        {
            schema.AllowOnly("$ref");
            return Reference(reference, schema);
        }

        if (schema.Has("anyOf"))
        {
            schema.AllowOnly("anyOf");
            return builder.Add(string.Join(" | ", schema.Schemas("anyOf").Select(Rule)));
        }

        if (schema.Has("const"))
        {
            schema.AllowOnly("const", "type");
            return builder.Add(Constant(schema.Json.GetProperty("const")));
        }

        if (schema.Has("enum"))
            return Enumeration(schema);

        return schema.Find("type") is { ValueKind: JsonValueKind.Array } types ? OneOf(schema, types) : OfType(schema, TypeOf(schema));
    }

    private string OfType(SchemaNode schema, string? type)
    {
        switch (type)
        {
            case "object":
                return ObjectRules.Add(builder, schema, Rule);
            case "array":
                return Array(schema);
            case "string":
                return StringRules.Add(builder, schema);
            case "integer":
                schema.AllowOnly("type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
                return IntegerRules.Add(builder, schema);
            case "number":
                schema.AllowOnly("type");
                return builder.Json(JsonGrammar.Number);
            case "boolean":
                schema.AllowOnly("type");
                return builder.Json(JsonGrammar.Boolean);
            case "null":
                schema.AllowOnly("type");
                return builder.Add("\"null\"");
            case null:
                schema.AllowOnly();
                return builder.Json(JsonGrammar.Value);
            default:
                throw schema.Wrong("type", $"is '{type}', but must be object, array, string, integer, number, boolean or null");
        }
    }

    private string OneOf(SchemaNode schema, JsonElement types)
    {
        if (types.GetArrayLength() == 0 || types.EnumerateArray().Any(static type => type.ValueKind != JsonValueKind.String))
            throw schema.Wrong("type", "must be a string or an array of strings");
        var names = types.EnumerateArray().Select(static type => type.GetString()!).ToList();
        // Each keyword concerns one type; the others would take it for unknown.
        var own = names.Where(static name => name is "object" or "array" or "string" or "integer").ToList();
        if (own.Count > 1)
            throw schema.Unsupported("type", "may name at most one of object, array, string and integer: use anyOf instead");
        if (own.Count == 0)
            schema.AllowOnly("type");
        return builder.Add(string.Join(" | ", names.Select(name => own.Contains(name) ? OfType(schema, name) : OfType(Plain(name), name))));
    }

    private string Array(SchemaNode schema)
    {
        schema.AllowOnly("type", "items", "minItems", "maxItems");
        var least = schema.Count("minItems") ?? 0;
        var most = schema.Count("maxItems");
        if (most < least)
            throw schema.Wrong("maxItems", "is below 'minItems'");
        var space = builder.Json(JsonGrammar.Space);
        if (most == 0)
            return builder.Add($"\"[\" {space} \"]\"");

        var item = schema.Schema("items") is { } items ? Rule(items) : builder.Json(JsonGrammar.Value);
        var more = Gbnf.Repeat($"(\",\" {space} {item})", Math.Max(least - 1, 0), most - 1);
        var some = most == 1 ? item : $"{item} {more}";
        return builder.Add(least == 0 ? $"\"[\" {space} ({some} {space})? \"]\"" : $"\"[\" {space} {some} {space} \"]\"");
    }

    private string Enumeration(SchemaNode schema)
    {
        schema.AllowOnly("enum", "type");
        return schema.Json.GetProperty("enum") is { ValueKind: JsonValueKind.Array } values && values.GetArrayLength() > 0
            ? builder.Add(string.Join(" | ", values.EnumerateArray().Select(Constant).Distinct()))
            : throw schema.Wrong("enum", "must be an array of at least one value");
    }

    private string Reference(string reference, SchemaNode? from = null)
    {
        if (_references.TryGetValue(reference, out var rule))
            return rule;
        var target = Resolve(reference)
            ?? throw from!.Value.Unsupported("$ref", $"is '{reference}', but must be '#' or '#/$defs/' and the name of a definition in the same schema");
        _references[reference] = rule = builder.Reserve();
        builder.Define(rule, Rule(target));
        return rule;
    }

    private SchemaNode? Resolve(string reference)
    {
        if (reference == "#")
            return root;
        foreach (var keyword in (string[])["$defs", "definitions"])
        {
            var prefix = $"#/{keyword}/";
            if (!reference.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            var name = reference[prefix.Length..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            foreach (var (defined, schema) in root.NamedSchemas(keyword))
            {
                if (defined == name)
                    return schema;
            }
        }

        return null;
    }

    private static string? TypeOf(SchemaNode schema) => schema.Text("type") is { } type ? type
        : schema.Has("properties") || schema.Has("additionalProperties") || schema.Has("required") ? "object"
        : schema.Has("items") || schema.Has("minItems") || schema.Has("maxItems") ? "array"
        : schema.Has("pattern") || schema.Has("format") || schema.Has("minLength") || schema.Has("maxLength") ? "string"
        : null;

    private static SchemaNode Plain(string type) => new(JsonElement.Parse($"{{\"type\":{JsonSerializer.Serialize(type)}}}"), "type");

    private static string Constant(JsonElement value) => Gbnf.Literal(CompactJson.Of(value));
}
