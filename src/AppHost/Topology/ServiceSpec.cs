using System.Collections.Immutable;

namespace SpecMesh.AppHost.Topology;

/// <summary>What a service does; also which project it is.</summary>
public enum ServiceRole
{
    Verifier,
    Draft,
    Gateway,
}

/// <summary>A port that a service listens on. <paramref name="Name"/> is its name below <c>Kestrel:Endpoints</c>.</summary>
public sealed record EndpointSpec(string Name, int Port, string Protocols);

/// <summary>
/// One process of the mesh, in terms that any host can carry out: a host adds where the peers are, since only it knows how they
/// find each other.
/// </summary>
/// <param name="Name">Unique in the mesh, e.g. <c>verifier-1</c>.</param>
/// <param name="Role">Which service it is.</param>
/// <param name="Host">Address to bind to.</param>
/// <param name="Endpoints">Where it listens; the one named <see cref="HttpEndpoint"/> answers health checks.</param>
/// <param name="Settings">Configuration, with <c>:</c> between the parts of a key.</param>
/// <param name="Peers">Roles that it calls.</param>
public sealed record ServiceSpec(
    string Name,
    ServiceRole Role,
    string Host,
    ImmutableArray<EndpointSpec> Endpoints,
    ImmutableSortedDictionary<string, string> Settings,
    ImmutableArray<ServiceRole> Peers)
{
    /// <summary>The endpoint for HTTP/2 calls within the mesh.</summary>
    public const string GrpcEndpoint = "Grpc";

    /// <summary>The endpoint for HTTP/1: health on a node, the public interface on a gateway.</summary>
    public const string HttpEndpoint = "Http";

    /// <summary>Answers 200 once the service can do its work.</summary>
    public Uri HealthUrl => new(Url(HttpEndpoint), "/health");

    /// <summary>Where to call the endpoint from this machine.</summary>
    public Uri Url(string endpoint) =>
        new UriBuilder(Uri.UriSchemeHttp, ReachableHost, Endpoints.Single(e => e.Name == endpoint).Port).Uri;

    // A service that listens on every address is called on this one.
    private string ReachableHost => Host is "0.0.0.0" or "*" or "+" or "[::]" or "::" ? "127.0.0.1" : Host;
}
