using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;

namespace SpecMesh.Speculation.Vocabularies;

/// <summary>
/// Says whether a draft's token ids mean the same to the target, without sending the vocabulary.
/// </summary>
/// <remarks>
/// The rule is llama.cpp's for draft models: same vocabulary type, same special tokens, sizes at most
/// <see cref="MaxSizeDifference"/> apart, same text for every shared id from <see cref="FirstCheckedToken"/> on.
/// Texts are compared by a running hash whose value is kept at each of the last sizes that a partner could have.
/// </remarks>
/// <param name="Type">Vocabulary type (BPE, SPM, ...).</param>
/// <param name="Size">Number of token ids.</param>
/// <param name="Bos">Beginning-of-text token, or -1 if the model does not add one.</param>
/// <param name="Eos">End-of-text token, or -1 if the model does not have one.</param>
/// <param name="TailHashes">
/// Entry k: XXH64 over the lengths (4 bytes, lowest first) and the texts of ids <see cref="FirstCheckedToken"/> to Size - k - 1, for k = 0 to <see cref="MaxSizeDifference"/>.
/// </param>
public sealed record VocabularyFingerprint(string Type, int Size, int Bos, int Eos, ImmutableArray<ulong> TailHashes)
{
    /// <summary>Largest difference in size at which two vocabularies may still work together.</summary>
    public const int MaxSizeDifference = 128;

    /// <summary>Ids below are not compared: models of one family differ in their unknown and padding tokens there.</summary>
    public const int FirstCheckedToken = 5;

    /// <summary>Why a draft with vocabulary <paramref name="draft"/> cannot serve this one; null if it can.</summary>
    public string? WhyIncompatible(VocabularyFingerprint draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Type != Type)
            return $"the vocabulary types differ (target {Type}, draft {draft.Type})";
        if (draft.Bos != Bos || draft.Eos != Eos)
            return $"the special tokens differ (target bos {Bos} eos {Eos}, draft bos {draft.Bos} eos {draft.Eos})";
        var difference = Math.Abs(draft.Size - Size);
        if (difference > MaxSizeDifference)
            return $"the sizes differ by more than {MaxSizeDifference} (target {Size}, draft {draft.Size})";

        var shared = Math.Min(Size, draft.Size);
        return HashAt(shared) == draft.HashAt(shared) ? null : $"the texts of the {shared} shared token ids differ";
    }

    /// <summary>Builds a fingerprint from the token texts, in order of id.</summary>
    public static VocabularyFingerprint Create(string type, int bos, int eos, IReadOnlyList<ReadOnlyMemory<byte>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tail = new ulong[MaxSizeDifference + 1];
        var hash = new XxHash64();
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (var id = 0; id <= texts.Count; id++)
        {
            var k = texts.Count - id;
            if (k <= MaxSizeDifference)
                tail[k] = hash.GetCurrentHashAsUInt64();
            if (id < FirstCheckedToken || id == texts.Count)
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(length, texts[id].Length);
            hash.Append(length);
            hash.Append(texts[id].Span);
        }

        return new VocabularyFingerprint(type, texts.Count, bos, eos, [.. tail]);
    }

    private ulong HashAt(int size) => TailHashes[Size - size];
}
