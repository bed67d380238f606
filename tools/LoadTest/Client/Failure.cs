using System.Net;
using System.Text.Json;

namespace SpecMesh.LoadTest.Client;

/// <summary>How a request failed.</summary>
internal enum FailureClass
{
    /// <summary>The test ended before the answer did. Counts neither as completed nor as failed.</summary>
    Stopped,

    /// <summary>No connection: refused, unknown host, TLS, out of ports.</summary>
    Connect,

    /// <summary>The answer took longer than the test allows.</summary>
    Timeout,

    /// <summary>Status 429.</summary>
    RateLimited,

    /// <summary>Status 503.</summary>
    Unavailable,

    /// <summary>Any other status from 400 to 499.</summary>
    ClientError,

    /// <summary>Any other status that is no success.</summary>
    ServerError,

    /// <summary>An error event inside the stream.</summary>
    StreamError,

    /// <summary>The connection or the stream ended before the answer did.</summary>
    CutOff,

    /// <summary>What came is no stream of JSON events.</summary>
    Malformed,

    /// <summary>The stream ended well and had no text.</summary>
    Empty,
}

/// <summary>Why a request failed.</summary>
/// <param name="Class">The kind of failure.</param>
/// <param name="Message">What the server or the system said.</param>
internal sealed record Failure(FailureClass Class, string Message)
{
    /// <summary>The class as results name it, such as <c>rate_limited</c>.</summary>
    public string ClassName => JsonNamingPolicy.SnakeCaseLower.ConvertName(Class.ToString());

    public static Failure Of(HttpStatusCode status, string message) => new(
        status switch
        {
            HttpStatusCode.TooManyRequests => FailureClass.RateLimited,
            HttpStatusCode.ServiceUnavailable => FailureClass.Unavailable,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => FailureClass.ClientError,
            _ => FailureClass.ServerError,
        },
        $"{(int)status} {message}".TrimEnd());

    /// <summary>The failure that an exception means; null if it means a fault of this program.</summary>
    /// <param name="exception">What sending or reading threw.</param>
    /// <param name="stopped">Whether the whole test was stopped.</param>
    public static Failure? Of(Exception exception, bool stopped) => exception switch
    {
        OperationCanceledException when stopped => new(FailureClass.Stopped, "The test ended first."),
        OperationCanceledException => new(FailureClass.Timeout, "The answer did not end in time."),
        JsonException => new(FailureClass.Malformed, exception.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } => new(FailureClass.Connect, Innermost(exception)),
        HttpRequestException or IOException => new(FailureClass.CutOff, Innermost(exception)),
        _ => null,
    };

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
