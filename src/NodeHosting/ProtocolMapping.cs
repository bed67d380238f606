using SpecMesh.Inference.Engine;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting;

/// <summary>Engine facts in the words of the protocol, and back.</summary>
public static class ProtocolMapping
{
    public static Vocabulary ToProtocol(this VocabularyFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return new Vocabulary
        {
            Type = fingerprint.Type,
            Size = fingerprint.Size,
            Bos = fingerprint.Bos,
            Eos = fingerprint.Eos,
            TailHashes = { fingerprint.TailHashes },
        };
    }

    /// <summary>The fingerprint that a peer sent; null if it is malformed.</summary>
    public static VocabularyFingerprint? ToFingerprint(this Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return vocabulary.Size < 0 || vocabulary.TailHashes.Count != VocabularyFingerprint.MaxSizeDifference + 1
            ? null
            : new VocabularyFingerprint(vocabulary.Type, vocabulary.Size, vocabulary.Bos, vocabulary.Eos, [.. vocabulary.TailHashes]);
    }

    public static NodeInfo ToNodeInfo(this IEngine engine, string name, NodeRole role)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var facts = engine.Facts;
        return new NodeInfo
        {
            Name = name,
            Role = role,
            Model = facts.ModelName,
            ModelDescription = facts.ModelDescription,
            Engine = facts.Engine,
            Device = facts.Device,
            CpuVariant = facts.CpuVariant,
            Context = facts.ContextPerSequence,
            Slots = facts.MaxSequences,
            Vocabulary = engine.Vocabulary.Fingerprint.ToProtocol(),
            Instance = Guid.NewGuid().ToString("N"),
        };
    }
}
