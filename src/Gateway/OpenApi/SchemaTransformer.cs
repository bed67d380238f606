using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>What .NET's own schemas leave out: <see cref="SchemaOfAttribute"/>, allowed values, and which fields an answer always has.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    private const string SharedSchema = "x-schema-id";
    private const string SharedDescription = "x-ref-description";

    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property)
        {
            if (Attribute<SchemaOfAttribute>(property) is { } types)
                await SetTypesAsync(schema, types, context, cancellationToken);
            if (Attribute<AllowedValuesAttribute>(property) is { } allowed)
                schema.Enum = [.. allowed.Values.Select(static value => value is null ? JsonNullSentinel.JsonNull : JsonValue.Create((string)value))];
            if (IsLeftOutIfNull(property))
                schema.Type &= ~JsonSchemaType.Null;
        }

        foreach (var member in context.JsonTypeInfo.Properties.Where(IsLeftOutIfNull))
            schema.Required?.Remove(member.Name);
    }

    private static async Task SetTypesAsync(
        OpenApiSchema schema, SchemaOfAttribute types, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var options = new List<IOpenApiSchema>();
        foreach (var type in types.Types)
            options.Add(await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
        schema.AnyOf = options;
        // Else all of them would be one, the schema of a JsonElement, and the description would be put beside a reference to it.
        if (schema.Metadata is not { } metadata)
            return;
        metadata.Remove(SharedSchema);
        if (metadata.Remove(SharedDescription, out var description))
            schema.Description = description as string;
    }

    private static bool IsLeftOutIfNull(JsonPropertyInfo property) =>
        Attribute<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull };

    private static T? Attribute<T>(JsonPropertyInfo property)
        where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
