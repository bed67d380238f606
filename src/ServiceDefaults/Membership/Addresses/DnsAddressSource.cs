using System.Net;

namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>Looks a name up in DNS.</summary>
internal delegate Task<IPAddress[]> DnsLookup(string name, CancellationToken cancellationToken);

/// <summary>A node at each A and AAAA address of a name, as behind a headless service of Kubernetes.</summary>
internal sealed class DnsAddressSource(string name, int port, DnsLookup lookup) : IAddressSource
{
    public async ValueTask<IReadOnlyList<Uri>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await lookup(name, cancellationToken);
        return [.. found.Select(address => new UriBuilder(Uri.UriSchemeHttp, address.ToString(), port).Uri)];
    }
}
