using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    public const string DocumentPath = "/openapi/v1.json";

    private const string Document = "v1";

    public static void AddApiDocument(this IServiceCollection services)
    {
        // What schemas are derived by; endpoints write their JSON by contexts of their own.
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, ContractDescriptions>());
        services.AddSingleton<ApiDocument>();
        services.AddOpenApi(Document, static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<ContractTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
    }

    public static void MapApiDocument(this WebApplication app) => app
        .MapGet(DocumentPath, async (ApiDocument document) => TypedResults.Text(await document.Json, "application/json"))
        .AllowAnonymous()
        .ExcludeFromDescription();

    /// <summary>The document as JSON, written once: the endpoints do not change.</summary>
    internal sealed class ApiDocument([FromKeyedServices(Document)] IOpenApiDocumentProvider provider)
    {
        private readonly Lazy<Task<string>> _json = new(async () =>
            await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));

        public Task<string> Json => _json.Value;
    }
}
