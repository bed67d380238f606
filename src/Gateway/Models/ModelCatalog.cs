using System.Security.Cryptography;
using System.Text;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Models;

/// <summary>The models that the mesh's verifiers serve, and the drafts that fit them.</summary>
internal sealed class ModelCatalog(
    [FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, [FromKeyedServices(NodeRole.Draft)] PeerSet drafts)
{
    private const int FingerprintDigits = 10;

    /// <summary>Models that can be asked for now, in order of name.</summary>
    public IReadOnlyList<MeshModel> Ready =>
    [
        .. verifiers.Ready
            .Where(static verifier => verifier.Info?.Model is not null)
            .GroupBy(static verifier => verifier.Info!.Model)
            .OrderBy(static model => model.Key, StringComparer.Ordinal)
            .Select(model => Describe(model.Key, [.. model])),
    ];

    /// <summary>The models of which a verifier has been seen, but none is ready, in order of name.</summary>
    public IReadOnlyList<string> Away => [.. Names(verifiers.Current.All).Except(Names(verifiers.Ready))];

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

    /// <summary>A model that can be asked for now.</summary>
    /// <exception cref="ApiException">There is no such model, or it cannot be asked for at the moment.</exception>
    public MeshModel Find(string name) =>
        Ready.FirstOrDefault(model => model.Name == name) ?? throw (Away.Contains(name) ? ApiErrors.NoVerifier(name) : ApiErrors.ModelNotFound(name));

    /// <summary>Whether a draft can work for a model: their vocabularies fit, and the draft sees a verifier of the model itself.</summary>
    public bool Fits(Peer draft, string model) =>
        draft.Info?.Vocabulary is { } vocabulary
        && (draft.Load is not { Models.Count: > 0 } load || load.Models.Contains(model))
        && verifiers.Ready.Any(verifier => verifier.Info?.Model == model && verifier.Info.Vocabulary?.Fits(vocabulary) == true);

    /// <summary>Which arithmetic answers: equal fingerprints give equal tokens for equal requests and seeds.</summary>
    public string FingerprintOf(Opened opened)
    {
        var info = verifiers.Current.All.FirstOrDefault(peer => peer.Info?.Name == opened.Verifier)?.Info;
        var facts = $"{opened.Model}|{info?.ModelDescription}|{info?.Engine}|{info?.Device}|{info?.CpuVariant}";
        return $"fp_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..FingerprintDigits]}";
    }

    private MeshModel Describe(string model, Peer[] serving) => new(
        model,
        serving[0].Info!.ModelDescription,
        serving.Min(static verifier => verifier.Info!.Context),
        serving[0].Info!.Vocabulary ?? new Vocabulary(),
        [.. serving.Select(static verifier => verifier.Name).Order(StringComparer.Ordinal)],
        [.. drafts.Ready.Where(draft => Fits(draft, model)).Select(static draft => draft.Name).Order(StringComparer.Ordinal)]);

    private static List<string> Names(IEnumerable<Peer> peers) =>
        [.. peers.Select(peer => peer.Info?.Model).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
