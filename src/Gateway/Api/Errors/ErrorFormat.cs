using System.Text.Json;
using SpecMesh.Gateway.Api.MessagesApi;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.Errors;

/// <summary>
/// How an endpoint words its errors, whoever finds them: the endpoint itself, the door before it (keys, limits, sizes), or a stream that breaks
/// off. An endpoint of another API has its own as metadata: <c>.WithMetadata(new OtherErrors())</c>. All others have OpenAI's.
/// </summary>
internal abstract class ErrorFormat
{
    /// <summary>The format of the endpoint that a request goes to; where none takes it (a wrong method, an unknown URL), that of the API whose path it has.</summary>
    public static ErrorFormat Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ErrorFormat>()
        ?? (context.Request.Path.StartsWithSegments(MessagesErrors.Path) ? MessagesErrors.Instance : OpenAiErrorFormat.Instance);

    /// <summary>The type that describes the JSON, for the OpenAPI document.</summary>
    public abstract Type Body { get; }

    /// <summary>An error as JSON: the body of an answer, or the data of an event named <c>error</c>.</summary>
    /// <param name="error">The error.</param>
    /// <param name="requestId">The request's id, as in <c>x-request-id</c>.</param>
    public abstract string Write(ApiException error, string requestId);
}

/// <summary><c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
internal sealed class OpenAiErrorFormat : ErrorFormat
{
    public static OpenAiErrorFormat Instance { get; } = new();

    public override Type Body => typeof(ApiErrorBody);

    public override string Write(ApiException error, string requestId) =>
        JsonSerializer.Serialize(new ApiErrorBody(error.Error), ApiJson.Wire.ApiErrorBody);
}
