using Microsoft.Extensions.ServiceDiscovery;

namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>Makes the source that an entry asks for.</summary>
internal sealed class AddressSourceFactory(ServiceEndpointResolver resolver, DnsLookup lookup)
{
    public IAddressSource Create(AddressEntry entry) => entry.Kind switch
    {
        AddressKind.Dns => new DnsAddressSource(entry.Target, entry.Port, lookup),
        AddressKind.File => new FileAddressSource(entry.Target),
        AddressKind.Service => new ServiceAddressSource(entry.Target, resolver),
        _ => new FixedAddressSource(entry.Target, entry.Port),
    };
}
