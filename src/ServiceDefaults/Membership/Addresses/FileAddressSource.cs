namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>A text file with one <c>http://host:port</c> a line. <c>#</c> starts a comment; empty lines are ignored.</summary>
/// <remarks>
/// The file is read anew each time: it is small, and notifications of changes do not work on every file system (network mounts,
/// the symbolic links that Kubernetes swaps).
/// </remarks>
internal sealed class FileAddressSource(string path) : IAddressSource
{
    public async ValueTask<IReadOnlyList<Uri>> ReadAsync(CancellationToken cancellationToken)
    {
        var addresses = new List<Uri>();
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].Split('#', 2)[0].Trim();
            if (text.Length == 0)
                continue;
            if (!AddressEntry.TryParseFixed(text, out var address))
                throw new FormatException($"line {i + 1} is '{text}', but should be http://host:port");
            addresses.Add(address);
        }

        return addresses;
    }
}
