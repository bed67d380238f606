using System.Globalization;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Constraints;

/// <summary>One schema inside a JSON Schema, and where it lies in the request, so that errors can name the place.</summary>
/// <param name="json">An object.</param>
/// <param name="path">Its place, without a dot at the end.</param>
internal readonly struct SchemaNode(JsonElement json, string path)
{
    // A grammar writes repetitions out.
    private const int MostCount = 10_000;

    // They say something about a schema to its readers, and nothing about values.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
    };

    public JsonElement Json => json;

    public string Path => path;

    public bool Has(string keyword) => json.TryGetProperty(keyword, out _);

    public JsonElement? Find(string keyword) => json.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>Refuses every keyword but these and annotations: what is not enforced must not be taken silently.</summary>
    public void AllowOnly(params ReadOnlySpan<string> keywords)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!keywords.Contains(property.Name) && !Annotations.Contains(property.Name))
                throw Unsupported(property.Name, "is not supported here");
        }
    }

    /// <summary>A keyword that counts.</summary>
    public int? Count(string keyword)
    {
        if (Find(keyword) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var count) || count < 0)
            throw Wrong(keyword, "must be an integer of 0 or more");
        return count <= MostCount ? count : throw Unsupported(keyword, $"is not supported above {MostCount}");
    }

    public string? Text(string keyword)
    {
        if (Find(keyword) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(keyword, "must be a string");
    }

    /// <summary>The schema under a keyword. True and false are schemas, too: everything, and nothing.</summary>
    public SchemaNode? Schema(string keyword) => Find(keyword) is { } value ? ToNode(value, $"{path}.{keyword}") : null;

    /// <summary>The schemas under a keyword that holds an array of them.</summary>
    public IEnumerable<SchemaNode> Schemas(string keyword)
    {
        if (Find(keyword) is not { ValueKind: JsonValueKind.Array } value || value.GetArrayLength() == 0)
            throw Wrong(keyword, "must be an array of schemas, at least one");
        var place = $"{path}.{keyword}";
        return value.EnumerateArray().Select((schema, i) => ToNode(schema, string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]")));
    }

    /// <summary>The schemas under a keyword that holds an object of them.</summary>
    public IEnumerable<(string Name, SchemaNode Schema)> NamedSchemas(string keyword)
    {
        if (Find(keyword) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(keyword, "must be an object of schemas");
        var place = $"{path}.{keyword}";
        return value.EnumerateObject().Select(property => (property.Name, ToNode(property.Value, $"{place}.{property.Name}")));
    }

    /// <summary>The keyword has a value that it may not have.</summary>
    public ApiException Wrong(string keyword, string what) => ApiErrors.BadValue($"{path}.{keyword}", $"'{path}.{keyword}' {what}.");

    /// <summary>The keyword means something that cannot be enforced.</summary>
    public ApiException Unsupported(string keyword, string what) => ApiErrors.Unsupported($"{path}.{keyword}", $"'{path}.{keyword}' {what}.");

    public static SchemaNode ToNode(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => new SchemaNode(json, path),
        JsonValueKind.True => new SchemaNode(JsonElement.Parse("{}"), path),
        _ => throw ApiErrors.WrongType(path, "a JSON Schema, which is an object"),
    };
}
