using SpecMesh.Inference.Engine;

namespace SpecMesh.VerifierService.Tests;

public sealed class SlotCompactionTests
{
    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_generation_that_is_moved_into_a_gap_goes_on_with_the_same_tokens()
    {
        var options = new ScriptedOptions { Sequences = 4, PassDuration = _ => TimeSpan.FromMilliseconds(1) };
        var engine = new MoveCounter(new ScriptedEngine(options));
        await using var verifier = await RunningNode.StartAsync(VerifierApp.Build, engine);
        var longest = TestVerifier.Endless(seed: 9, maxTokens: 200);
        // The short ones have the lower slots, and leave a gap below the long one.
        using var first = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(seed: 1, maxTokens: 5), null, _limit);
        using var second = await VerifyCall.OpenAsync(verifier.Channel, TestVerifier.Endless(seed: 2, maxTokens: 5), null, _limit);
        using var third = await VerifyCall.OpenAsync(verifier.Channel, longest, null, _limit);

        var answers = await Task.WhenAll(first.ReadToEndAsync(), second.ReadToEndAsync(), third.ReadToEndAsync());

        Assert.Equal(PlainDecoding.Generate(options, longest), answers[2].Check().Tokens);
        Assert.True(engine.Moves > 0, "Nothing was moved.");
    }

    /// <summary>Counts copies between sequences, and passes everything on.</summary>
    private sealed class MoveCounter(IEngine engine) : IEngine
    {
        public int Moves { get; private set; }

        public EngineFacts Facts => engine.Facts;

        public IVocabulary Vocabulary => engine.Vocabulary;

        public void Decode(DecodeBatch batch) => engine.Decode(batch);

        public ReadOnlySpan<float> Logits(int row) => engine.Logits(row);

        public void Truncate(int sequence, int fromPosition) => engine.Truncate(sequence, fromPosition);

        public void CopyPrefix(int source, int destination, int length)
        {
            Moves++;
            engine.CopyPrefix(source, destination, length);
        }

        public void Dispose() => engine.Dispose();
    }
}
