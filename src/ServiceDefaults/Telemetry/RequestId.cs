namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>
/// The name of a client's request. The client or the gateway gives it, the client gets it as the header <c>x-request-id</c>, calls to nodes take it along, and
/// logs and spans of all services have it.
/// </summary>
public static class RequestId
{
    public const string Header = "x-request-id";

    /// <summary>The attribute that spans have it in.</summary>
    public const string Attribute = "specmesh.request.id";

    private const string Prefix = "req_";
    private const string Marks = "-_.:/+=";
    private const int MostCharacters = 128;

    private static readonly AsyncLocal<string?> Flowing = new();

    /// <summary>That of the request which the running code works for. Null: for none.</summary>
    public static string? Current => Flowing.Value;

    public static string Create() => $"{Prefix}{Guid.NewGuid():N}";

    /// <summary>Sets <see cref="Current"/> until the calling asynchronous method returns.</summary>
    public static void Enter(string? id) => Flowing.Value = id;

    /// <summary>Whether a text may name a request: what a caller sends ends up in logs and headers, and must not break out of either.</summary>
    public static bool IsSane(string? text) =>
        text is { Length: > 0 and <= MostCharacters } && text.All(static character => char.IsAsciiLetterOrDigit(character) || Marks.Contains(character, StringComparison.Ordinal));
}
