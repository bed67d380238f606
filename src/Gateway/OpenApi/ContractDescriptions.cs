using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>
/// Tells the OpenAPI document the types of bodies, answers and errors: endpoints read and write them by hand, so their signatures do not.
/// </summary>
internal sealed class ContractDescriptions : IApiDescriptionProvider
{
    /// <summary>
    /// Stands for the data of events among the answers of an endpoint, since a description has one type for a status. <see cref="ContractTransformer"/> puts it
    /// where it belongs.
    /// </summary>
    public const int EventStatus = 299;

    public const string EventStream = "text/event-stream";
    public const string Json = "application/json";

    // After those that read signatures.
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
            Describe(description);
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        // All is done before.
    }

    private static void Describe(ApiDescription description)
    {
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var answers = description.SupportedResponseTypes;
        if (metadata.OfType<ApiContract>().LastOrDefault() is { } contract)
        {
            answers.Clear();
            if (contract.Answer is { } answer)
                answers.Add(Answer(StatusCodes.Status200OK, answer, Json));
            if (contract.Event is { } data)
                answers.Add(Answer(contract.Answer is null ? StatusCodes.Status200OK : EventStatus, data, EventStream));
            if (contract.Request is { } request)
            {
                description.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = Json });
                description.ParameterDescriptions.Add(
                    new ApiParameterDescription { Name = "body", Type = request, Source = BindingSource.Body, IsRequired = true });
            }
        }

        var format = metadata.OfType<ErrorFormat>().LastOrDefault() ?? OpenAiErrorFormat.Instance;
        foreach (var status in ErrorStatuses.Of(description, isOpen: metadata.OfType<IAllowAnonymous>().Any()))
            answers.Add(Answer(status, format.Body, Json));
    }

    private static ApiResponseType Answer(int status, Type type, string mediaType) => new()
    {
        StatusCode = status,
        Type = type,
        ApiResponseFormats = [new ApiResponseFormat { MediaType = mediaType }],
    };
}
