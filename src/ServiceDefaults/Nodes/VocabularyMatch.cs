using SpecMesh.Speculation.Vocabularies;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Whether a draft's token ids mean the same to a target: <see cref="VocabularyFingerprint"/>'s rule, for vocabularies that came over the wire.</summary>
public static class VocabularyMatch
{
    /// <summary>False if no node that keeps to the protocol can have sent it.</summary>
    public static bool IsWellFormed(this Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return vocabulary.Size >= 0 && vocabulary.TailHashes.Count == VocabularyFingerprint.MaxSizeDifference + 1;
    }

    /// <summary>Why a draft with vocabulary <paramref name="draft"/> cannot serve a target with <paramref name="target"/>; null if it can.</summary>
    public static string? WhyUnfit(this Vocabulary target, Vocabulary draft) =>
        target.IsWellFormed() && draft.IsWellFormed()
            ? FingerprintOf(target).WhyIncompatible(FingerprintOf(draft))
            : "one of the two is malformed";

    /// <summary>True if a draft with vocabulary <paramref name="draft"/> can serve a target with <paramref name="target"/>.</summary>
    public static bool Fits(this Vocabulary target, Vocabulary draft) => target.WhyUnfit(draft) is null;

    private static VocabularyFingerprint FingerprintOf(Vocabulary vocabulary) =>
        new(vocabulary.Type, vocabulary.Size, vocabulary.Bos, vocabulary.Eos, [.. vocabulary.TailHashes]);
}
