using SpecMesh.Speculation.Tests.Sampling;
using SpecMesh.Speculation.Tests.Verification;

namespace SpecMesh.Speculation.Tests;

public sealed class MeshSimulationTests
{
    [Fact]
    public void Through_any_network_and_any_failure_the_tokens_are_those_of_plain_decoding() =>
        Gen.Select(SamplingGen.All(TinyModel.Vocabulary), Gen.Int, Gen.Double[0, 1]).Sample((sampling, seed, skill) =>
        {
            var random = new Random(seed);
            var target = new TinyModel(seed);
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(TinyModel.Vocabulary))];
            var mesh = new MeshSimulation(random, target, new TinyModel(seed, skill), sampling);
            Assert.Equal(target.Generate(prompt, sampling, 50), mesh.Generate(prompt, 50));
        }, iter: 500);

    [Fact]
    public void A_draft_that_is_the_target_is_accepted_and_dying_nodes_are_replayed()
    {
        // The simulation must reach what it is about: with this seed it does.
        var mesh = new MeshSimulation(new Random(4), new TinyModel(4), new TinyModel(4), new SamplingParameters { Seed = 9, Temperature = 1 });
        Assert.Equal(500, mesh.Generate([1, 2, 3], 500).Length);
        Assert.True(mesh.Accepted > 100, $"{mesh.Accepted} accepted");
        Assert.True(mesh.Replays > 3, $"{mesh.Replays} replays");
    }
}
