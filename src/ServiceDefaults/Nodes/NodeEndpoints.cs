using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Where a node listens unless <c>Kestrel:Endpoints</c> says otherwise: loopback, HTTP/2 for gRPC, HTTP/1 for health.</summary>
internal static class NodeEndpoints
{
    private const int VerifierPort = 7101;
    private const int DraftPort = 7201;

    public static Dictionary<string, string?> Defaults(NodeRole role)
    {
        var port = role switch
        {
            NodeRole.Verifier => VerifierPort,
            NodeRole.Draft => DraftPort,
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A node is a verifier or a draft."),
        };
        return new()
        {
            ["Kestrel:Endpoints:Grpc:Url"] = $"http://localhost:{port}",
            // Without TLS there is no protocol negotiation: one port speaks one version of HTTP.
            ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
            ["Kestrel:Endpoints:Http:Url"] = $"http://localhost:{port + 1}",
            ["Kestrel:Endpoints:Http:Protocols"] = "Http1",
        };
    }
}
