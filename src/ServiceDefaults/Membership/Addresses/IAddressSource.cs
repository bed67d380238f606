namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>Something that says where nodes are. It is asked again and again; an answer may differ from the one before.</summary>
internal interface IAddressSource
{
    /// <summary>The addresses now, <c>http://host:port</c> each. Throws if they cannot be told: then the last answer holds.</summary>
    ValueTask<IReadOnlyList<Uri>> ReadAsync(CancellationToken cancellationToken);
}
