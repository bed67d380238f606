namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>One address that never changes.</summary>
internal sealed class FixedAddressSource(string host, int port) : IAddressSource
{
    private readonly Uri[] _addresses = [new UriBuilder(Uri.UriSchemeHttp, host, port).Uri];

    public ValueTask<IReadOnlyList<Uri>> ReadAsync(CancellationToken cancellationToken) => new(_addresses);
}
