using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Constraints;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads what an answer must look like: <c>grammar</c> (GBNF), <c>response_format</c>, and the tools that may or must be called.</summary>
internal static class ConstraintFields
{
    private const string ResponseFormat = "response_format";

    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that may be called; null: none.</param>
    /// <returns>The grammar for the verifier; empty: anything goes.</returns>
    public static string Read(RequestFields fields, ToolSet? tools = null)
    {
        var builder = new GrammarBuilder();
        var format = ReadFormat(fields, builder);
        if (fields.Text("grammar") is { Length: > 0 } grammar)
        {
            if (format is not null)
                throw ApiErrors.BadValue("grammar", $"'grammar' cannot be combined with '{ResponseFormat}': both say what the answer must look like.");
            if (tools is not null)
                throw ApiErrors.BadValue("grammar", "'grammar' cannot be combined with 'tools', whose calls have a form of their own.");
            return grammar;
        }

        var root = tools is null ? format : ToolGrammar.Add(builder, tools, format);
        return root is null ? "" : builder.Build(root);
    }

    private static string? ReadFormat(RequestFields fields, GrammarBuilder builder)
    {
        if (fields.Object(ResponseFormat) is not { } format)
            return null;
        switch (format.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                // llama.cpp's servers take a schema here, too.
                return format.Find("schema") is { } schema
                    ? SchemaGrammar.Add(builder, SchemaNode.ToNode(schema, format.NameOf("schema")))
                    : builder.Json(JsonGrammar.Object);
            case "json_schema":
                return ReadSchema(format, builder);
            case null:
                throw ApiErrors.Missing(format.NameOf("type"), $"'{format.NameOf("type")}' is missing: text, json_object or json_schema.");
            case var other:
                throw ApiErrors.BadValue(format.NameOf("type"), $"'{format.NameOf("type")}' is '{other}', but must be text, json_object or json_schema.");
        }
    }

    private static string ReadSchema(RequestFields format, GrammarBuilder builder)
    {
        var name = format.NameOf("json_schema");
        var given = format.Object("json_schema") ?? throw ApiErrors.Missing(name, $"'{name}' is missing: an object with 'name' and 'schema'.");
        var schema = given.Find("schema") ?? throw ApiErrors.Missing(given.NameOf("schema"), $"'{given.NameOf("schema")}' is missing.");
        return SchemaGrammar.Add(builder, SchemaNode.ToNode(schema, given.NameOf("schema")));
    }
}
