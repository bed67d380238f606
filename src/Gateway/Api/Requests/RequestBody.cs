using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

internal static class RequestBody
{
    /// <summary>Reads a request's body by <paramref name="read"/>.</summary>
    /// <exception cref="ApiException">The body is not JSON, or not what is expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, Func<RequestFields, T> read)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw ApiErrors.BadJson("The request body must be a JSON object.");
            return read(new RequestFields(json.RootElement));
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadJson($"The request body is not valid JSON: {e.Message}");
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            // Half of a surrogate pair, written as an escape: valid JSON, but no text.
            throw ApiErrors.BadJson($"A string in the request body is not valid Unicode: {e.Message}");
        }
    }
}
