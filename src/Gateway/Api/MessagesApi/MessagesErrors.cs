using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.MessagesApi;

/// <summary>Anthropic's errors: <c>{"type": "error", "error": {"type", "message"}, "request_id"}</c>.</summary>
internal sealed class MessagesErrors : ErrorFormat
{
    /// <summary>Whatever lies here and below speaks so.</summary>
    public const string Path = "/v1/messages";

    public static MessagesErrors Instance { get; } = new();

    public override Type Body => typeof(MessageErrorBody);

    public override string Write(ApiException error, string requestId) => JsonSerializer.Serialize(
        new MessageErrorBody("error", new MessageError(TypeOf(error.Status), error.Error.Message), requestId), ApiJson.Wire.MessageErrorBody);

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status503ServiceUnavailable => "overloaded_error",
        >= StatusCodes.Status500InternalServerError => "api_error",
        _ => "invalid_request_error",
    };
}
