using System.Net;
using Microsoft.Extensions.ServiceDiscovery;

namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>
/// The <c>grpc</c> endpoints of a service as service discovery knows it: from the settings <c>services:NAME:grpc:0</c>, <c>:1</c>
/// and so on, which .NET Aspire sets.
/// </summary>
internal sealed class ServiceAddressSource(string name, ServiceEndpointResolver resolver) : IAddressSource
{
    public async ValueTask<IReadOnlyList<Uri>> ReadAsync(CancellationToken cancellationToken)
    {
        var source = await resolver.GetEndpointsAsync($"http://_grpc.{name}", cancellationToken);
        return [.. source.Endpoints.Select(endpoint => AddressOf(endpoint.EndPoint))];
    }

    private static Uri AddressOf(EndPoint endpoint) => endpoint switch
    {
        UriEndPoint { Uri: var uri } => new UriBuilder(Uri.UriSchemeHttp, uri.Host, uri.Port).Uri,
        DnsEndPoint dns => new UriBuilder(Uri.UriSchemeHttp, dns.Host, dns.Port).Uri,
        IPEndPoint ip => new UriBuilder(Uri.UriSchemeHttp, ip.Address.ToString(), ip.Port).Uri,
        _ => throw new FormatException($"'{endpoint}' is no network address"),
    };
}
