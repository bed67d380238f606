using SpecMesh.Gateway.Api.Errors;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>prediction</c>: text that the client expects the answer to repeat for the most part.</summary>
internal static class PredictionFields
{
    /// <returns>The text; empty if there is none.</returns>
    public static string Read(RequestFields fields)
    {
        if (fields.Object("prediction") is not { } prediction)
            return "";
        if (prediction.Text("type") is not "content")
            throw ApiErrors.BadValue("prediction.type", "'prediction.type' must be 'content'.");
        return ContentFields.Read(prediction);
    }
}
