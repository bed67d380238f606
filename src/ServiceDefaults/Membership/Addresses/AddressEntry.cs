using System.Diagnostics.CodeAnalysis;

namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>How an entry of an address setting is to be looked up.</summary>
internal enum AddressKind
{
    /// <summary><c>http://host:port</c></summary>
    Fixed,

    /// <summary><c>dns://name:port</c></summary>
    Dns,

    /// <summary><c>file:path</c></summary>
    File,

    /// <summary><c>service://name</c></summary>
    Service,
}

/// <summary>One entry of an address setting.</summary>
/// <param name="Kind">How to look it up.</param>
/// <param name="Target">Host, DNS name, path or service name.</param>
/// <param name="Port">Port of a host or DNS name; else 0.</param>
internal sealed record AddressEntry(AddressKind Kind, string Target, int Port)
{
    // Not blanks: paths have them.
    private static readonly char[] Separators = [',', ';', '\r', '\n'];

    /// <summary>Reads a whole setting; each bad entry gives a sentence.</summary>
    public static (IReadOnlyList<AddressEntry> Entries, IReadOnlyList<string> Errors) ParseList(string? text, string setting)
    {
        var entries = new List<AddressEntry>();
        var errors = new List<string>();
        foreach (var part in (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (TryParse(part, out var entry))
                entries.Add(entry);
            else
                errors.Add($"{setting} has the entry '{part}'. Write http://host:port, dns://name:port, file:path or service://name.");
        }

        return (entries, errors);
    }

    /// <summary>Reads <c>http://host:port</c>.</summary>
    public static bool TryParseFixed(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && IsPlain(address, Uri.UriSchemeHttp);

    private static bool TryParse(string text, [NotNullWhen(true)] out AddressEntry? entry)
    {
        entry = null;
        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var path = text["file:".Length..];
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
            entry = path.Length > 0 ? new(AddressKind.File, path, 0) : null;
        }
        else if (TryParseFixed(text, out var address))
        {
            entry = new(AddressKind.Fixed, address.Host, address.Port);
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            if (IsPlain(uri, "dns") && uri.Port > 0)
                entry = new(AddressKind.Dns, uri.Host, uri.Port);
            else if (IsPlain(uri, "service") && uri.IsDefaultPort)
                entry = new(AddressKind.Service, uri.Host, 0);
        }

        return entry is not null;
    }

    private static bool IsPlain(Uri uri, string scheme) =>
        uri.Scheme == scheme && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.PathAndQuery is "/" or "" && uri.Fragment.Length == 0;
}
