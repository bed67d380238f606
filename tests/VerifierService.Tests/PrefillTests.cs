using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Tests;

/// <summary>A draft reads the prompt faster than the verifier: its first block may be there before the prompt's end is.</summary>
public sealed class PrefillTests : IDisposable
{
    private const int Chunk = 12;

    // What the last chunk holds of the prompt.
    private const int Left = 4;
    private const int Chunks = 2;

    private readonly CancellationToken _limit = Limit.Start();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(4, 4, 4)]
    [InlineData(4, 2, 2)]
    [InlineData(30, 30, Chunk - Left)]
    public async Task Draft_tokens_that_are_there_are_verified_with_the_end_of_the_prompt(int sent, int right, int accepted)
    {
        var options = new ScriptedOptions { Exact = true };
        var asked = TestVerifier.Endless(new string('a', Chunk + Left), maxTokens: 60);
        var expected = PlainDecoding.Generate(options, asked);
        var mostRows = 0;
        VerifierLoop loop = null!;
        OpenedGeneration generation = null!;
        options = options with
        {
            BeforePass = (pass, batch) =>
            {
                if (pass <= Chunks)
                    mostRows = Math.Max(mostRows, batch.Count);
                if (pass == 1 && generation.Blocks.Wait(0))
                    loop.Offer(generation, Blocks.Of(generation.Prompt, Guesses(expected, sent, right)));
            },
        };
        using var _ = loop = Loop(options);
        generation = GenerationFactory.Create(
            new VerifyOpen { Generation = asked, Draft = "d" }, loop.Engine.Facts, loop.Engine.Vocabulary);
        Assert.Equal(Chunk + Left, generation.Prompt.Length);
        loop.Open(generation);
        loop.Start();

        var verdicts = await generation.Responses.ReadAllAsync(_limit).Skip(1).Select(static response => response.Verdict.Clone()).ToListAsync(_limit);

        Assert.Equal(accepted, verdicts[0].Accepted);
        Assert.Equal(expected, verdicts.SelectMany(static verdict => verdict.Committed));
        Assert.Equal(Chunk, mostRows);
    }

    private static int[] Guesses(IReadOnlyList<int> expected, int sent, int right) =>
        [.. expected.Take(sent).Select((token, index) => index < right ? token : token == 1 ? 2 : 1)];

    private VerifierLoop Loop(ScriptedOptions options) => new(
        new ScriptedEngine(options), Options.Create(new VerifierOptions { PrefillChunk = Chunk }), Options.Create(new NodeOptions { Name = "verifier-1" }),
        new NodeStatus(), new VerifierMetrics(_services.GetRequiredService<IMeterFactory>()),
        new MeasurementFiles(Options.Create(new NodeOptions { StateDirectory = NodeOptions.NoState }), NullLogger<MeasurementFiles>.Instance),
        TimeProvider.System);
}
