using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace SpecMesh.Gateway.Api.Errors;

/// <summary>Turns what a request throws into an error body, in the <see cref="ErrorFormat"/> of its endpoint.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, IOptions<GatewayOptions> options, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; nobody reads an answer.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var api = failure switch
            {
                ApiException known => known,
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiErrors.TooLarge(options.Value.MaxRequestBytes),
                BadHttpRequestException bad => ApiErrors.Http(bad.StatusCode, bad.Message),
                _ => ApiErrors.Internal(failure),
            };
            if (api.Status >= StatusCodes.Status500InternalServerError)
                Log.Failed(logger, context.TraceIdentifier, api.Status, api.Message, api.InnerException);
            await WriteAsync(context, api);
        }
    }

    /// <summary>Gives answers that have a status but no body (unknown URL, wrong method) an error body.</summary>
    public static Task WriteStatusAsync(StatusCodeContext status)
    {
        var (request, code) = (status.HttpContext.Request, status.HttpContext.Response.StatusCode);
        return WriteAsync(status.HttpContext, code switch
        {
            StatusCodes.Status404NotFound => ApiErrors.UnknownUrl(request.Method, request.Path),
            StatusCodes.Status405MethodNotAllowed => ApiErrors.Http(code, $"{request.Path} does not answer {request.Method}."),
            _ => ApiErrors.Http(code, $"The request failed with status {code}."),
        });
    }

    private static Task WriteAsync(HttpContext context, ApiException error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.ContentType = "application/json";
        return response.WriteAsync(ErrorFormat.Of(context).Write(error, context.TraceIdentifier), context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Request {Id} answered with {Status}: {Message}")]
        public static partial void Failed(ILogger logger, string id, int status, string message, Exception? cause);
    }
}
