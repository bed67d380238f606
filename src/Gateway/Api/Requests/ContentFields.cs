using System.Text;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>content</c>: text, or an array of parts that are text.</summary>
internal static class ContentFields
{
    public static string Read(RequestFields fields)
    {
        var name = fields.NameOf("content");
        if (fields.Find("content") is not { } content)
            throw ApiErrors.Missing(name, $"'{name}' is missing.");
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType(name, "a string or an array of parts of type 'text'");

        var text = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
            text.Append(ReadPart(part, $"{name}[{index++}]"));
        return text.ToString();
    }

    private static string ReadPart(JsonElement part, string name)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(name, "an object with 'type' and 'text'");
        var fields = new RequestFields(part, $"{name}.");
        if (fields.Text("type") is not "text")
            throw ApiErrors.Unsupported(fields.NameOf("type"), $"'{fields.NameOf("type")}' must be 'text': other parts are not supported yet.");
        return fields.Text("text") ?? throw ApiErrors.Missing(fields.NameOf("text"), $"'{fields.NameOf("text")}' is missing.");
    }
}
