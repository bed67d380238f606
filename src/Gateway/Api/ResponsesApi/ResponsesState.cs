using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>
/// Fields by which a client relies on what a server has kept. A gateway keeps nothing, so these are refused: an answer that looks as if they
/// counted would be found wrong only later.
/// </summary>
internal static class ResponsesState
{
    /// <exception cref="ApiException">A field needs state.</exception>
    public static void Refuse(RequestFields fields)
    {
        RefuseField(fields, "previous_response_id", "send the earlier items in 'input' instead");
        RefuseField(fields, "conversation", "send the earlier items in 'input' instead");
        RefuseField(fields, "prompt", "send 'instructions' and 'input' instead of a stored prompt");
        RefuseField(fields, "context_management", "shorten 'input' yourself");
        if (fields.Flag("store") == true)
            throw ApiErrors.Unsupported("store", "'store' must be false: this mesh stores no responses.");
        if (fields.Flag("background") == true)
            throw ApiErrors.Unsupported("background", "'background' must be false: a response that nobody waits for would have to be stored, and this mesh stores nothing.");
    }

    /// <summary>The answer to whoever asks for a stored response.</summary>
    public static IResult NotFound(string id) => throw ApiErrors.Http(
        StatusCodes.Status404NotFound, $"There is no response '{id}': this mesh stores no responses.");

    private static void RefuseField(RequestFields fields, string name, string mend)
    {
        if (fields.Find(name) is not null)
            throw ApiErrors.Unsupported(name, $"'{name}' is not supported, since this mesh stores nothing: {mend}.");
    }
}
