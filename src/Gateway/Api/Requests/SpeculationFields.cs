using System.Globalization;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Generations;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>
/// Reads whether, by whom and how deep is drafted: <c>speculation</c> in the body, or headers for clients that cannot add fields. What the body
/// says counts before the header that says the same. None of it changes the answer.
/// </summary>
internal static class SpeculationFields
{
    private const int MostDepth = 256;
    private const string Switch = "X-SpecMesh-Speculation";
    private const string MinDepth = "X-SpecMesh-Min-Depth";
    private const string MaxDepth = "X-SpecMesh-Max-Depth";
    private const string Draft = "X-SpecMesh-Draft";

    /// <param name="fields">The request.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="generation">Takes the depths.</param>
    public static DraftChoice Read(RequestFields fields, IHeaderDictionary headers, Generation generation)
    {
        var speculation = fields.Object("speculation");
        var least = speculation?.Integer("min_depth", 0, MostDepth) ?? Depth(headers, MinDepth) ?? 0;
        var most = speculation?.Integer("max_depth", 0, MostDepth) ?? Depth(headers, MaxDepth);
        if (least > (most ?? MostDepth))
            throw ApiErrors.BadValue("speculation.min_depth", $"'speculation.min_depth' is {least}, above 'speculation.max_depth', which is {most}.");
        var enabled = (speculation?.Flag("enabled") ?? IsOn(headers) ?? true) && most != 0;
        if (!enabled || least > 0 || most is not null)
            generation.Speculation = new Speculation { MinDepth = least, MaxDepth = most ?? 0, Off = !enabled };
        var draft = speculation?.Text("draft") ?? Header(headers, Draft);
        return new DraftChoice(enabled, draft is { Length: > 0 } ? draft : null);
    }

    private static bool? IsOn(IHeaderDictionary headers) => Header(headers, Switch)?.ToUpperInvariant() switch
    {
        null => null,
        "ON" => true,
        "OFF" => false,
        _ => throw ApiErrors.BadValue(Switch, $"The header '{Switch}' must be on or off."),
    };

    private static int? Depth(IHeaderDictionary headers, string name)
    {
        if (Header(headers, name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth <= MostDepth
            ? depth
            : throw ApiErrors.BadValue(name, $"The header '{name}' must be a number from 0 to {MostDepth}.");
    }

    private static string? Header(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
}
