namespace SpecMesh.Gateway.Api.Errors;

/// <summary>A request's end that the client is told about.</summary>
internal sealed class ApiException(int status, ApiError error, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(error.Message, cause)
{
    /// <summary>HTTP status code.</summary>
    public int Status { get; } = status;

    public ApiError Error { get; } = error;

    /// <summary>When to try again, if that may help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
