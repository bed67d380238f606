using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>The document's head, and the probes, which no endpoint describes.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Probes = "Health";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SpecMesh gateway",
            Version = typeof(DocumentTransformer).Assembly.GetName().Version!.ToString(3),
            Description = "OpenAI's API, with a few fields of llama.cpp and vLLM, answered by distributed speculative decoding.",
        };
        // Wherever the gateway is: also behind a proxy.
        document.Servers = [new OpenApiServer { Url = "/" }];
        SecurityDocumentation.AddTo(document);

        AddProbe(document, "/health", "isReady", "Whether requests can be answered", "application/json", "503");
        AddProbe(document, "/alive", "isAlive", "Whether the process answers", "application/json", null);
        AddProbe(document, "/metrics", "getMetrics", "Metrics for Prometheus", "text/plain", null);
        document.Paths["/metrics"].Operations![HttpMethod.Get].Security = SecurityDocumentation.KeyOrOpen(document);
        return Task.CompletedTask;
    }

    private static void AddProbe(OpenApiDocument document, string path, string name, string summary, string type, string? notReady)
    {
        var operation = new OpenApiOperation
        {
            OperationId = name,
            Summary = summary,
            Tags = new HashSet<OpenApiTagReference> { new(Probes, document) },
            Responses = new OpenApiResponses { ["200"] = Report("Yes.", type) },
        };
        if (notReady is not null)
            operation.Responses[notReady] = Report("Not now. The body says why.", type);
        (document.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = Probes });
        document.Paths[path] = new OpenApiPathItem { Operations = new() { [HttpMethod.Get] = operation } };
    }

    private static OpenApiResponse Report(string description, string type) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [type] = new() { Schema = new OpenApiSchema { Type = type == "text/plain" ? JsonSchemaType.String : JsonSchemaType.Object } },
        },
    };
}
