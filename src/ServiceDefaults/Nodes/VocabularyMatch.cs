using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Nodes;

/// <summary>Whether a draft's token ids mean the same to a target: the rule of <c>verifier.proto</c>, for those who pick peers.</summary>
public static class VocabularyMatch
{
    private const int MaxSizeDifference = 128;

    /// <summary>True if a draft with vocabulary <paramref name="draft"/> can serve a target with <paramref name="target"/>.</summary>
    public static bool Fits(this Vocabulary target, Vocabulary draft)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(draft);
        if (target.Type != draft.Type || target.Bos != draft.Bos || target.Eos != draft.Eos)
            return false;

        var shared = Math.Min(target.Size, draft.Size);
        return Math.Abs(target.Size - draft.Size) <= MaxSizeDifference
            && HashAt(target, shared) is { } hash
            && hash == HashAt(draft, shared);
    }

    private static ulong? HashAt(Vocabulary vocabulary, int size) =>
        vocabulary.Size - size is var k && k < vocabulary.TailHashes.Count ? vocabulary.TailHashes[k] : null;
}
