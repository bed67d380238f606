using SpecMesh.Inference.Scripted;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.NodeHosting.Tests;

public sealed class ProtocolMappingTests
{
    [Fact]
    public void A_fingerprint_survives_the_wire() =>
        Gen.Select(Gen.Int[8, 257], Gen.Int[8, 257]).Sample((size, otherSize) =>
        {
            var (one, other) = (new ScriptedVocabulary(size).Fingerprint, new ScriptedVocabulary(otherSize).Fingerprint);
            var received = Vocabulary.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(one.ToProtocol()));
            Assert.True(received.IsWellFormed());
            Assert.Equal(one.TailHashes, received.TailHashes);
            Assert.Equal(one.WhyIncompatible(other), received.WhyUnfit(other.ToProtocol()));
            Assert.Equal(other.WhyIncompatible(one), other.ToProtocol().WhyUnfit(received));
        });

    [Fact]
    public void A_node_says_what_its_engine_is()
    {
        using var engine = new ScriptedEngine(new ScriptedOptions { Context = 300, Sequences = 5 });
        var info = engine.ToNodeInfo("verifier-1", NodeRole.Verifier);
        Assert.Equal(("verifier-1", NodeRole.Verifier, "scripted-1", 300, 5), (info.Name, info.Role, info.Model, info.Context, info.Slots));
        Assert.NotEqual(info.Instance, engine.ToNodeInfo("verifier-1", NodeRole.Verifier).Instance);
    }
}
