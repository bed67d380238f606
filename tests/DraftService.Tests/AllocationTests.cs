using SpecMesh.Inference.Engine;

namespace SpecMesh.DraftService.Tests;

/// <summary>What the engine threads allocate between their passes: a collection stops llama.cpp's threads in the middle of one.</summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Few = 100;
    private const int Many = 400;

    // Some hundred bytes are pieces of text, and queues and paths that grow: anything as large as a row of logits would show.
    private const double MostBytesPerToken = 1000;

    private readonly CancellationToken _limit = Limit.Start();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_token_costs_no_row_of_logits_nor_anything_else_of_that_size(float temperature)
    {
        var draft = new AllocationMeter(new ScriptedEngine(new ScriptedOptions()));
        var verifier = new AllocationMeter(new ScriptedEngine(new ScriptedOptions()));
        await using var mesh = await TestMesh.StartAsync(draft, verifier);
        async Task<(long Draft, long Verifier)> BytesOfAsync(int tokens)
        {
            (draft.Bytes, verifier.Bytes) = (0, 0);
            var answer = await GenerateCall.RunAsync(mesh.Draft, Generations.Endless(seed: 1, temperature, maxTokens: tokens), _limit);
            Assert.Equal(tokens, answer.Tokens.Length);
            return (draft.Bytes, verifier.Bytes);
        }

        // Once to warm up; then a long answer against a short one, since a generation's begin and end may allocate.
        await BytesOfAsync(Many);
        var few = await BytesOfAsync(Few);
        var many = await BytesOfAsync(Many);

        var perDraftToken = (many.Draft - few.Draft) / (double)(Many - Few);
        var perToken = (many.Verifier - few.Verifier) / (double)(Many - Few);
        output.WriteLine($"Bytes a token: draft {perDraftToken:0}, verifier {perToken:0}");
        Assert.InRange(perDraftToken, double.NegativeInfinity, MostBytesPerToken);
        Assert.InRange(perToken, double.NegativeInfinity, MostBytesPerToken);
    }

    /// <summary>Adds up what its thread allocates from the end of one pass to the begin of the next.</summary>
    private sealed class AllocationMeter(IEngine engine) : IEngine
    {
        private long _since = -1;

        public long Bytes { get; set; }

        public EngineFacts Facts => engine.Facts;

        public IVocabulary Vocabulary => engine.Vocabulary;

        public void Decode(DecodeBatch batch)
        {
            if (_since >= 0)
                Bytes += GC.GetAllocatedBytesForCurrentThread() - _since;
            engine.Decode(batch);
            _since = GC.GetAllocatedBytesForCurrentThread();
        }

        public ReadOnlySpan<float> Logits(int row)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var logits = engine.Logits(row);
            _since += GC.GetAllocatedBytesForCurrentThread() - before;
            return logits;
        }

        public void Truncate(int sequence, int fromPosition) => engine.Truncate(sequence, fromPosition);

        public void CopyPrefix(int source, int destination, int length) => engine.CopyPrefix(source, destination, length);

        public void Dispose() => engine.Dispose();
    }
}
