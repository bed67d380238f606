using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Vocabularies;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting;

/// <summary>Engine facts in the words of the protocol.</summary>
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
