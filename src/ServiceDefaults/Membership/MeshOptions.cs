using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Settings under <c>Mesh</c>: where peers are, and how patient to be with them.</summary>
/// <remarks>
/// An address setting is a list, separated by commas, semicolons or line breaks, of <c>http://host:port</c> (one node),
/// <c>dns://name:port</c> (a node at each address of a name), <c>file:path</c> (one address a line) and
/// <c>service://name</c> (service discovery). Addresses are read again while the service runs.
/// </remarks>
public sealed class MeshOptions
{
    public const string Section = "Mesh";

    /// <summary>Where verifiers are.</summary>
    public string Verifiers { get; set; } = "";

    /// <summary>Where drafts are.</summary>
    public string Drafts { get; set; } = "";

    /// <summary>How often addresses are looked up again. Default 2 seconds.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A peer that reports no load for this long gets no new session. Nodes report every second. Default 3 seconds.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a peer is passed over after a failed call, if there is another. At least 0.5 seconds; default 1 second.</summary>
    public TimeSpan SetAside { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one peer may take to open a session, the wait for a free slot included. Default 60 seconds.</summary>
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many times a session is tried to be opened, each time on another peer if there is one. Default 4.</summary>
    public int OpenAttempts { get; set; } = 4;

    /// <summary>
    /// The bound of a favourite: a verifier that has a conversation's beginning in its cache is passed over while it has more than this many times
    /// its share of all sessions. 1 to 100; default 1.25. Lower: loads are more even; higher: more is found in caches.
    /// </summary>
    public double LoadBound { get; set; } = 1.25;

    /// <summary>Name of the setting that says where nodes of a role are.</summary>
    public static string AddressSetting(NodeRole role) => $"{Section}:{AddressProperty(role)}";

    internal string Addresses(NodeRole role) => AddressProperty(role) == nameof(Drafts) ? Drafts : Verifiers;

    private static string AddressProperty(NodeRole role) => role switch
    {
        NodeRole.Draft => nameof(Drafts),
        NodeRole.Verifier => nameof(Verifiers),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Peers are verifiers or drafts."),
    };
}
