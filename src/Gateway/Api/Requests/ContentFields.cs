using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads content: text, or an array of parts that are text.</summary>
internal static class ContentFields
{
    private const string PartText = "text";

    /// <summary>Reads <c>content</c>, whose parts are of type <c>text</c>.</summary>
    public static string Read(RequestFields fields) => Read(fields, "content", "", PartText);

    /// <param name="fields">The object that has the content.</param>
    /// <param name="field">The content's name in it.</param>
    /// <param name="separator">What is between two parts.</param>
    /// <param name="types">Types of parts that are text.</param>
    public static string Read(RequestFields fields, string field, string separator, params string[] types)
    {
        var name = fields.NameOf(field);
        if (fields.Find(field) is not { } content)
            throw ApiErrors.Missing(name, $"'{name}' is missing.");
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        var parts = RequestArrays.Objects(
            fields, field, $"a string or an array of parts of type {Spell(types)}", $"an object with 'type' and '{PartText}'");
        return string.Join(separator, parts.Select(part => ReadPart(part, types)));
    }

    private static string ReadPart(RequestFields part, string[] types)
    {
        if (part.Text("type") is not { } type || !types.Contains(type))
            throw ApiErrors.Unsupported(part.NameOf("type"), $"'{part.NameOf("type")}' must be {Spell(types)}: other parts are not supported yet.");
        return part.RequiredText(PartText);
    }

    private static string Spell(string[] types) => string.Join(" or ", types.Select(type => $"'{type}'"));
}
