using System.Security.Cryptography;
using System.Text;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Models;

/// <summary>The models that the mesh's verifiers serve.</summary>
internal sealed class ModelCatalog([FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers)
{
    private const int FingerprintDigits = 10;

    /// <summary>Models that can be asked for now, in order of name.</summary>
    public IReadOnlyList<string> Ready => Names(verifiers.Ready);

    /// <summary>The model that a request means.</summary>
    /// <param name="asked">What it asks for. Null: the mesh's only model.</param>
    /// <exception cref="ApiException">There is no such model, no verifier at all, or a choice to make.</exception>
    public string Resolve(string? asked)
    {
        // A model whose verifiers are away for a moment is still known.
        var known = Names(verifiers.Current.All);
        if (known.Count == 0)
            throw ApiErrors.NoVerifier();
        if (asked is not null)
            return known.Contains(asked) ? asked : throw ApiErrors.ModelNotFound(asked);
        return known.Count == 1
            ? known[0]
            : throw ApiErrors.Missing("model", $"Name one of the models of this mesh: {string.Join(", ", known)}.");
    }

    /// <summary>Which arithmetic answers: equal fingerprints give equal tokens for equal requests and seeds.</summary>
    public string FingerprintOf(Opened opened)
    {
        var info = verifiers.Current.All.FirstOrDefault(peer => peer.Info?.Name == opened.Verifier)?.Info;
        var facts = $"{opened.Model}|{info?.ModelDescription}|{info?.Engine}|{info?.Device}|{info?.CpuVariant}";
        return $"fp_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..FingerprintDigits]}";
    }

    private static List<string> Names(IEnumerable<Peer> peers) =>
        [.. peers.Select(peer => peer.Info?.Model).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
