using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>speculation</c>: whether, by whom and how deep is drafted. None of it changes the answer.</summary>
internal static class SpeculationFields
{
    private const int MostDepth = 256;

    /// <param name="fields">The request.</param>
    /// <param name="generation">Takes the depths.</param>
    public static DraftChoice Read(RequestFields fields, Generation generation)
    {
        if (fields.Object("speculation") is not { } speculation)
            return new DraftChoice(Enabled: true, Name: null);

        var least = speculation.Integer("min_depth", 0, MostDepth) ?? 0;
        var most = speculation.Integer("max_depth", 0, MostDepth);
        if (least > (most ?? MostDepth))
            throw ApiErrors.BadValue("speculation.min_depth", $"'speculation.min_depth' is {least}, above 'speculation.max_depth', which is {most}.");
        var enabled = (speculation.Flag("enabled") ?? true) && most != 0;
        generation.Speculation = new Speculation { MinDepth = least, MaxDepth = most ?? 0, Off = !enabled };
        return new DraftChoice(enabled, speculation.Text("draft") is { Length: > 0 } name ? name : null);
    }
}
