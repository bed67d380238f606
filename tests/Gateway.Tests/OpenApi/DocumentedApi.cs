using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace SpecMesh.Gateway.Tests.OpenApi;

/// <summary>An OpenAPI document, as a client that knows nothing else reads it.</summary>
internal sealed class DocumentedApi
{
    private readonly JsonObject _document;
    private readonly Dictionary<string, JsonSchema> _schemas = [];

    public DocumentedApi(string text)
    {
        Text = text;
        _document = JsonNode.Parse(text)!.AsObject();
        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new DocumentedOperation(this, operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
        ];
    }

    public string Text { get; }

    public IReadOnlyList<DocumentedOperation> Operations { get; }

    public DocumentedOperation Operation(string method, string path) =>
        Operations.Single(operation => (operation.Method, operation.Path) == (method, path));

    /// <summary>What is wrong with a value by a schema of the document.</summary>
    public ICollection<ValidationError> Problems(JsonNode schema, string json)
    {
        var text = schema.ToJsonString();
        if (!_schemas.TryGetValue(text, out var read))
            _schemas[text] = read = Read(schema);
        return read.Validate(json);
    }

    /// <summary>The schema that a reference points to, or the schema itself.</summary>
    public JsonObject Resolve(JsonNode schema) => schema["$ref"] is { } reference
        ? _document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema.AsObject();

    private JsonSchema Read(JsonNode schema)
    {
        var root = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()) };
        if (schema.ToJsonString().Contains("$ref", StringComparison.Ordinal))
            root["definitions"] = _document["components"]!["schemas"]!.DeepClone();
        // The library knows JSON Schema's place for what is referred to, not OpenAPI's.
        var text = root.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        return JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
    }
}

/// <summary>One operation of it.</summary>
internal sealed class DocumentedOperation(DocumentedApi api, string method, string path, JsonObject operation)
{
    private static readonly JsonNode[] Values = [JsonValue.Create(true), JsonValue.Create(12.5), JsonValue.Create("text"), new JsonObject(), new JsonArray()];

    public string Method => method;

    public string Path => path;

    public IReadOnlyList<(string Name, JsonNode Body)> Examples =>
        [.. RequestContent["examples"]!.AsObject().Select(static example => (example.Key, example.Value!["value"]!))];

    /// <summary>The names of all fields of a request.</summary>
    public IEnumerable<string> RequestFields => RequestProperties.Select(static property => property.Key);

    /// <summary>For each bound of a field's range, a value just beyond it.</summary>
    public IEnumerable<(string Field, JsonNode Beyond)> ValuesBeyondRanges =>
        from property in RequestProperties
        from bound in new[] { (Name: "minimum", Step: -1m), (Name: "maximum", Step: 1m) }
        where property.Value![bound.Name] is not null
        select (property.Key, (JsonNode)JsonValue.Create(property.Value![bound.Name]!.GetValue<decimal>() + bound.Step));

    private JsonObject RequestContent => operation["requestBody"]!["content"]!["application/json"]!.AsObject();

    private JsonObject RequestProperties => api.Resolve(RequestContent["schema"]!)["properties"]!.AsObject();

    public ICollection<ValidationError> ProblemsOfRequest(JsonNode body) => api.Problems(RequestContent["schema"]!, body.ToJsonString());

    public ICollection<ValidationError> ProblemsOfAnswer(string status, string mediaType, string json) =>
        api.Problems(operation["responses"]![status]!["content"]![mediaType]!["schema"]!, json);

    /// <summary>A value that the field cannot have by its schema.</summary>
    public JsonNode WrongValueOf(string field)
    {
        var schema = RequestProperties[field]!;
        return Values.First(value => api.Problems(schema, value.ToJsonString()).Count > 0);
    }
}
