namespace SpecMesh.Gateway.Api.Errors;

/// <summary>Every error that the gateway answers with, in OpenAI's terms.</summary>
internal static class ApiErrors
{
    /// <summary>The code of <see cref="Unsupported"/>.</summary>
    public const string UnsupportedCode = "unsupported_parameter";

    private const string InvalidRequest = "invalid_request_error";
    private const string Server = "server_error";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    public static ApiException BadJson(string message) => Bad(message, null, "invalid_json");

    public static ApiException WrongType(string field, string expected) => Bad($"'{field}' must be {expected}.", field, "invalid_type");

    public static ApiException BadValue(string field, string message) => Bad(message, field, "invalid_value");

    public static ApiException Missing(string field, string message) => Bad(message, field, "missing_required_parameter");

    public static ApiException Unsupported(string field, string message) => Bad(message, field, UnsupportedCode);

    public static ApiException Rejected(string message) => Bad(message, null, null);

    public static ApiException TooLong(string message) => Bad(message, null, "context_length_exceeded");

    public static ApiException ModelNotFound(string model) => new(
        StatusCodes.Status404NotFound,
        new ApiError($"The model '{model}' does not exist in this mesh. GET /v1/models lists those that do.", InvalidRequest, "model", "model_not_found"));

    public static ApiException UnknownUrl(string method, string path) => new(
        StatusCodes.Status404NotFound, new ApiError($"Unknown request URL: {method} {path}.", InvalidRequest, null, "unknown_url"));

    public static ApiException Http(int status, string message) => new(status, new ApiError(message, InvalidRequest, null, null));

    public static ApiException TooLarge(int mostBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        new ApiError($"The request body is larger than {mostBytes} bytes.", InvalidRequest, null, "request_too_large"));

    public static ApiException NoKey() => Unauthorized("This gateway wants an API key. Send it in the header 'Authorization: Bearer KEY' or 'x-api-key: KEY'.");

    public static ApiException UnknownKey() => Unauthorized("This API key opens nothing here. Ask whoever runs this gateway for one that does.");

    /// <param name="limit">Which limit, in words.</param>
    /// <param name="kind">What it counts: <c>requests</c> or <c>tokens</c>.</param>
    /// <param name="wait">When a request is let in again.</param>
    public static ApiException LimitReached(string limit, string kind, TimeSpan wait) => new(
        StatusCodes.Status429TooManyRequests,
        new ApiError($"The limit of {limit} is reached. Try again later: 'Retry-After' says when.", kind, null, "rate_limit_exceeded"),
        wait);

    /// <param name="model">The model that was asked for. Null: the mesh has no verifier at all.</param>
    /// <param name="cause">What was thrown.</param>
    public static ApiException NoVerifier(string? model = null, Exception? cause = null) =>
        Unavailable($"No verifier {(model is null ? "" : $"of '{model}' ")}is ready to answer. Try again in a moment.", Later, cause);

    public static ApiException NodesFailed(Exception cause) =>
        Unavailable("The nodes that answer failed, and no other could go on. Try again in a moment.", Later, cause);

    public static ApiException Draining() => Unavailable("This gateway is shutting down. Try again.", Soon, null);

    public static ApiException Busy(string model, Exception cause) => new(
        StatusCodes.Status429TooManyRequests,
        new ApiError($"Every verifier of '{model}' is busy and its queue is full. Try again in a moment.", "rate_limit_error", null, "rate_limit_exceeded"),
        Soon,
        cause);

    public static ApiException Internal(Exception cause) => new(
        StatusCodes.Status500InternalServerError,
        new ApiError("The gateway failed on this request. Its log says why, under the request id.", Server, null, "internal_error"),
        cause: cause);

    private static ApiException Bad(string message, string? field, string? code) =>
        new(StatusCodes.Status400BadRequest, new ApiError(message, InvalidRequest, field, code));

    private static ApiException Unauthorized(string message) => new(
        StatusCodes.Status401Unauthorized, new ApiError(message, InvalidRequest, null, "invalid_api_key"));

    private static ApiException Unavailable(string message, TimeSpan retryAfter, Exception? cause) => new(
        StatusCodes.Status503ServiceUnavailable, new ApiError(message, Server, null, "service_unavailable"), retryAfter, cause);
}
