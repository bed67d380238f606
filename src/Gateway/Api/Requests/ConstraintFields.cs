using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Constraints;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads what an answer must look like: <c>grammar</c> (GBNF), <c>response_format</c>, and the tools that may or must be called.</summary>
internal static class ConstraintFields
{
    private const string ResponseFormat = "response_format";

    /// <summary>Reads it of a chat completion or a completion.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that may be called; null: none.</param>
    /// <returns>The grammar for the verifier; empty: anything goes.</returns>
    public static string Read(RequestFields fields, ToolSet? tools = null) => Read(fields, tools, fields.Object(ResponseFormat), static format =>
    {
        var name = format.NameOf("json_schema");
        return format.Object("json_schema") ?? throw ApiErrors.Missing(name, $"'{name}' is missing: an object with 'name' and 'schema'.");
    });

    /// <summary>Reads it of a request of any API.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that may be called; null: none.</param>
    /// <param name="format">The object that says what the text must be; null: anything.</param>
    /// <param name="schemaHolder">Finds in it the object that has the <c>schema</c>.</param>
    /// <returns>The grammar for the verifier; empty: anything goes.</returns>
    public static string Read(RequestFields fields, ToolSet? tools, RequestFields? format, Func<RequestFields, RequestFields> schemaHolder)
    {
        var builder = new GrammarBuilder();
        var text = format is { } given ? ReadFormat(given, builder, schemaHolder) : null;
        if (fields.Text("grammar") is { Length: > 0 } grammar)
        {
            if (text is not null)
                throw ApiErrors.BadValue("grammar", $"'grammar' cannot be combined with '{format!.Value.Name}': both say what the answer must look like.");
            if (tools is not null)
                throw ApiErrors.BadValue("grammar", "'grammar' cannot be combined with 'tools', whose calls have a form of their own.");
            return grammar;
        }

        var root = tools is null ? text : ToolGrammar.Add(builder, tools, text);
        return root is null ? "" : builder.Build(root);
    }

    private static string? ReadFormat(RequestFields format, GrammarBuilder builder, Func<RequestFields, RequestFields> schemaHolder)
    {
        switch (format.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                // llama.cpp's servers take a schema here, too.
                return format.Find("schema") is not null ? ReadSchema(format, builder) : builder.Json(JsonGrammar.Object);
            case "json_schema":
                return ReadSchema(schemaHolder(format), builder);
            case null:
                throw ApiErrors.Missing(format.NameOf("type"), $"'{format.NameOf("type")}' is missing: text, json_object or json_schema.");
            case var other:
                throw ApiErrors.BadValue(format.NameOf("type"), $"'{format.NameOf("type")}' is '{other}', but must be text, json_object or json_schema.");
        }
    }

    private static string ReadSchema(RequestFields holder, GrammarBuilder builder)
    {
        var name = holder.NameOf("schema");
        var schema = holder.Find("schema") ?? throw ApiErrors.Missing(name, $"'{name}' is missing.");
        return SchemaGrammar.Add(builder, SchemaNode.ToNode(schema, name));
    }
}
