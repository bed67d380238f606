using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>For whom a draft can work.</summary>
/// <param name="Models">The models of the ready verifiers that it fits, in order of name.</param>
/// <param name="Misfits">One ready verifier of each model that it does not fit.</param>
internal sealed record VerifierFit(IReadOnlyList<string> Models, IReadOnlyList<VerifierMisfit> Misfits)
{
    /// <param name="verifiers">The ready verifiers.</param>
    /// <param name="own">The draft's vocabulary.</param>
    public static VerifierFit Of(IEnumerable<Peer> verifiers, Vocabulary own)
    {
        var known = verifiers.Where(static verifier => verifier.Info is not null)
            .Select(verifier => new VerifierMisfit(verifier.Name, verifier.Info!.Model, verifier.Info.Vocabulary?.WhyUnfit(own) ?? ""))
            .ToLookup(static verifier => verifier.Reason.Length == 0);
        string[] models = [.. known[true].Select(static fit => fit.Model).Distinct().Order(StringComparer.Ordinal)];
        return new VerifierFit(models, [.. known[false].OrderBy(static misfit => misfit.Model, StringComparer.Ordinal).DistinctBy(static misfit => misfit.Model)]);
    }

    /// <summary>The models that it does not fit, each with the reason.</summary>
    public string DescribeMisfits() => string.Join("; ", Misfits.Select(static misfit => $"{misfit.Model} ({misfit.Reason})"));

    public bool Equals(VerifierFit? other) => other is not null && Models.SequenceEqual(other.Models) && Misfits.SequenceEqual(other.Misfits);

    public override int GetHashCode() => HashCode.Combine(Models.Count, Misfits.Count);
}

/// <summary>A verifier for which a draft cannot work.</summary>
/// <param name="Verifier">Its name.</param>
/// <param name="Model">The model that it serves.</param>
/// <param name="Reason">Why not.</param>
internal sealed record VerifierMisfit(string Verifier, string Model, string Reason);
