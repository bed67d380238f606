using System.Globalization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace SpecMesh.Gateway.OpenApi;

/// <summary>The statuses of errors, and what each means.</summary>
internal static class ErrorStatuses
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [StatusCodes.Status400BadRequest] = "The request is wrong or not supported, or its prompt is longer than the context. `param` names the field.",
        [StatusCodes.Status401Unauthorized] = "A key is wanted, and none or an unknown one came.",
        [StatusCodes.Status404NotFound] = "There is no such model.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is larger than `Gateway:MaxRequestBytes`.",
        [StatusCodes.Status429TooManyRequests] = "The key's limit is reached, or every verifier is busy. `Retry-After` says when to try again.",
        [StatusCodes.Status503ServiceUnavailable] = "No verifier can answer now, or the gateway shuts down. `Retry-After` says when to try again.",
    };

    /// <summary>Which of them an endpoint can answer with.</summary>
    public static IEnumerable<int> Of(ApiDescription description, bool isOpen)
    {
        if (isOpen)
            return [];
        return HttpMethods.IsPost(description.HttpMethod ?? "")
            ? Meanings.Keys
            : [StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound, StatusCodes.Status429TooManyRequests];
    }

    /// <param name="status">A status as the document has it.</param>
    /// <returns>Null: it is no error.</returns>
    public static string? MeaningOf(string status) => Meanings.GetValueOrDefault(int.Parse(status, CultureInfo.InvariantCulture));
}
