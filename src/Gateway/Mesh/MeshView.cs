using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Mesh;

/// <summary>The mesh as this gateway sees it, put together from what nodes report about themselves.</summary>
internal sealed class MeshView(
    [FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, [FromKeyedServices(NodeRole.Draft)] PeerSet drafts)
{
    public MeshReport Current
    {
        get
        {
            var verifying = NodesOf(verifiers);
            List<MeshLink> links = [.. verifying.SelectMany(LinksOf)];
            var byDraft = links.ToLookup(link => link.Draft);
            var byVerifier = links.ToLookup(link => link.Verifier);
            return new MeshReport(
                [
                    .. NodesOf(drafts).Select(peer => Describe(peer, NodeRole.Draft, byDraft[peer.Name])),
                    .. verifying.Select(peer => Describe(peer, NodeRole.Verifier, byVerifier[peer.Name])),
                ],
                links);
        }
    }

    /// <summary>Each node once, though two addresses may lead to it, in order of name.</summary>
    private static List<Peer> NodesOf(PeerSet peers) =>
    [
        .. peers.Current.All
            .OrderBy(peer => peer.State != PeerState.Ready)
            .DistinctBy(peer => peer.Info?.Instance is { Length: > 0 } instance ? instance : peer.Address.ToString())
            .OrderBy(peer => peer.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<MeshLink> LinksOf(Peer verifier) => (verifier.Load?.Drafts ?? []).Select(link => new MeshLink(
        link.Draft.Length > 0 ? link.Draft : null,
        verifier.Name,
        Answers(verifier) ? link.Active : 0,
        link.AcceptedTokens,
        link.RejectedTokens));

    private static MeshNode Describe(Peer peer, NodeRole role, IEnumerable<MeshLink> links)
    {
        var info = peer.Info;
        var load = Answers(peer) ? peer.Load : null;
        return new MeshNode(
            peer.Name,
            role.ToString().ToLowerInvariant(),
            peer.Address.ToString(),
            peer.State.ToString().ToLowerInvariant(),
            peer.IsSetAside,
            info?.Model,
            info?.ModelDescription,
            info?.Engine,
            info?.Device,
            info?.CpuVariant,
            info?.Context,
            info?.Slots,
            load?.Active ?? 0,
            load?.Queued ?? 0,
            peer.Sessions,
            role == NodeRole.Verifier ? peer.Load?.DecidedTokens : null,
            links.Sum(link => link.AcceptedTokens),
            links.Sum(link => link.RejectedTokens));
    }

    // What a node said last says nothing about now, once it is silent.
    private static bool Answers(Peer peer) => peer.State is not (PeerState.Unreachable or PeerState.Connecting);
}
