namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>
/// The name of a client's request. The gateway gives it, the client gets it as the header <c>x-request-id</c>, calls to nodes take it along, and
/// logs and spans of all services have it.
/// </summary>
public static class RequestId
{
    public const string Header = "x-request-id";

    /// <summary>The attribute that spans have it in.</summary>
    public const string Attribute = "specmesh.request.id";

    private const string Prefix = "req_";
    private const int MostCharacters = 64;

    private static readonly AsyncLocal<string?> Flowing = new();

    /// <summary>That of the request which the running code works for. Null: for none.</summary>
    public static string? Current => Flowing.Value;

    public static string Create() => $"{Prefix}{Guid.NewGuid():N}";

    /// <summary>Sets <see cref="Current"/> until the calling asynchronous method returns.</summary>
    public static void Enter(string? id) => Flowing.Value = id;

    /// <summary>Whether a text is such an id and nothing else: what a caller sends ends up in logs.</summary>
    public static bool IsOne(string? text) =>
        text is { Length: <= MostCharacters } && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
