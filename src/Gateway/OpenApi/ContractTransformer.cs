using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SpecMesh.Gateway.OpenApi.Contracts;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>Writes what types do not say into the document: examples, events, headers, keys, and what each status means.</summary>
internal sealed class ContractTransformer : IOpenApiOperationTransformer
{
    private static readonly string EventStatus = ContractDescriptions.EventStatus.ToString(CultureInfo.InvariantCulture);

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ApiContract>().LastOrDefault() is { } contract)
        {
            AddExamples(operation, contract);
            if (typeof(TextBody).IsAssignableFrom(contract.Request))
                operation.Parameters = [.. HeaderDocumentation.OfRequests];
        }

        MoveEvents(operation);
        foreach (var (status, response) in operation.Responses ?? [])
            Explain(status, (OpenApiResponse)response);
        if (!metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = SecurityDocumentation.KeyOrOpen(context.Document!);
        return Task.CompletedTask;
    }

    private static void AddExamples(OpenApiOperation operation, ApiContract contract)
    {
        if (operation.RequestBody?.Content is not { } content || contract.Examples.Count == 0)
            return;
        content[ContractDescriptions.Json].Examples = contract.Examples.ToDictionary(
            static example => example.Name, static example => (IOpenApiExample)new OpenApiExample { Value = JsonNode.Parse(example.Json) });
    }

    private static void MoveEvents(OpenApiOperation operation)
    {
        if (operation.Responses?.Remove(EventStatus, out var events) != true)
            return;
        var (type, data) = events!.Content!.Single();
        var answer = (OpenApiResponse)operation.Responses["200"];
        answer.Content![type] = data;
        answer.Description = "The answer; with `stream: true` its events, whose data this describes. An event named `error` ends a stream that breaks off.";
    }

    private static void Explain(string status, OpenApiResponse response)
    {
        response.Headers = HeaderDocumentation.OfAnswers(status);
        response.Description = ErrorStatuses.MeaningOf(status) ?? response.Description ?? "The answer.";
    }
}
