using System.Runtime.InteropServices;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>
/// At the exact setting a position's logits are the same to the bit, however its sequence was cut into passes and whatever ran beside.
/// The whole of SpecMesh's promise of equal output rests on this.
/// </summary>
public sealed class BatchInvarianceTests(TargetFixture target) : IClassFixture<TargetFixture>
{
    private const int Length = 96;

    private readonly LlamaEngine _engine = target.Engine;
    private readonly DecodeBatch _batch = new();

    /// <summary>One pass in the life of a sequence.</summary>
    /// <param name="Rows">Rows that every sequence brings.</param>
    /// <param name="Neighbours">Bit n: sequence n takes part.</param>
    /// <param name="Rejected">Rows that are decoded after it and taken back, as rejected draft tokens are; 0 or at least 2.</param>
    private sealed record Pass(int Rows, int Neighbours, int Rejected);

    private static readonly Gen<Pass> Passes = Gen.Select(
        Gen.Int[2, 24], Gen.Int[0, 15], Gen.OneOf(Gen.Const(0), Gen.Int[2, 9]), (rows, neighbours, rejected) => new Pass(rows, neighbours, rejected));

    [Fact]
    public void Chunking_neighbours_rejected_rows_and_slot_do_not_change_a_bit()
    {
        var tokens = SomeTokens(seed: 7, Length);
        var expected = PrefillAtOnce(tokens, sequence: 0);

        Gen.Select(Passes.Array[1, 48], Gen.Int[0, 3], Gen.Int[0, 1 << 20]).Sample(
            (passes, sequence, seed) =>
            {
                // Sequences are not cleared before: the slot is used again, over what the last case left behind.
                _engine.Truncate(sequence, 0);
                AssertSame(expected, Replay(tokens, passes, sequence, seed));
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Rows_whose_logits_are_not_wanted_do_not_change_a_bit_of_the_others(int wanted)
    {
        var tokens = SomeTokens(seed: 17, Length);
        var expected = PrefillAtOnce(tokens, sequence: 0);
        _engine.Truncate(0, 0);
        _batch.Clear();
        for (var i = 0; i < Length; i++)
            _batch.Add(tokens[i], i, 0, wantLogits: i >= Length - wanted);
        _engine.Decode(_batch);

        AssertSame(expected[^wanted..], [.. ReadLogits(Length - wanted, wanted)]);
    }

    [Fact]
    public void A_copied_prefix_goes_on_as_the_original_does()
    {
        var tokens = SomeTokens(seed: 11, Length);
        var expected = PrefillAtOnce(tokens, sequence: 0);

        Gen.Select(Gen.Int[2, Length - 2], Gen.Int[1, 3]).Sample(
            (length, destination) =>
            {
                _engine.CopyPrefix(0, destination, length);
                AssertSame(expected[length..], Decode(tokens.AsSpan(length), length, destination));
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public async Task The_number_of_threads_does_not_change_a_bit()
    {
        var tokens = SomeTokens(seed: 13, 32);
        var expected = PrefillAtOnce(tokens, sequence: 0);

        using var other = await BundledModels.LoadAsync(BundledModels.Target, options => options.Threads = options.BatchThreads = 2);
        var batch = new DecodeBatch();
        for (var i = 0; i < tokens.Length; i++)
            batch.Add(tokens[i], i, 0, wantLogits: true);
        other.Decode(batch);

        AssertSame(expected, [.. tokens.Select((_, row) => other.Logits(row).ToArray())]);
    }

    /// <summary>Decodes <paramref name="tokens"/> in the given passes, cycling through them, and returns the logits of each position.</summary>
    private float[][] Replay(int[] tokens, Pass[] passes, int sequence, int seed)
    {
        var noise = new Random(seed);
        var logits = new List<float[]>();
        for (var i = 0; logits.Count < tokens.Length; i++)
        {
            var pass = passes[i % passes.Length];
            var left = tokens.Length - logits.Count;

            // No pass may leave a lone row behind.
            var rows = left - pass.Rows < 2 ? left : pass.Rows;
            logits.AddRange(DecodeBeside(tokens.AsSpan(logits.Count, rows), logits.Count, sequence, pass.Neighbours, noise));
            if (pass.Rejected == 0)
                continue;
            DecodeBeside(SomeTokens(noise.Next(), pass.Rejected), logits.Count, sequence, pass.Neighbours, noise);
            _engine.Truncate(sequence, logits.Count);
        }

        return [.. logits];
    }

    private List<float[]> DecodeBeside(ReadOnlySpan<int> tokens, int position, int sequence, int neighbours, Random noise)
    {
        _batch.Clear();
        var first = 0;
        for (var other = 0; other < _engine.Facts.MaxSequences; other++)
        {
            if (other == sequence)
            {
                first = AddRows(tokens, position, sequence);
            }
            else if ((neighbours & (1 << other)) != 0)
            {
                _engine.Truncate(other, 0);
                AddRows(SomeTokens(noise.Next(), tokens.Length), 0, other);
            }
        }

        _engine.Decode(_batch);
        return ReadLogits(first, tokens.Length);
    }

    private float[][] PrefillAtOnce(int[] tokens, int sequence)
    {
        _engine.Truncate(sequence, 0);
        return Decode(tokens, 0, sequence);
    }

    private float[][] Decode(ReadOnlySpan<int> tokens, int position, int sequence)
    {
        _batch.Clear();
        var first = AddRows(tokens, position, sequence);
        _engine.Decode(_batch);
        return [.. ReadLogits(first, tokens.Length)];
    }

    private int AddRows(ReadOnlySpan<int> tokens, int position, int sequence)
    {
        var first = _batch.Count;
        for (var i = 0; i < tokens.Length; i++)
            _batch.Add(tokens[i], position + i, sequence, wantLogits: true);
        return first;
    }

    private List<float[]> ReadLogits(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(row => _engine.Logits(row).ToArray())];

    private int[] SomeTokens(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(_engine.Vocabulary.Size))];
    }

    private static void AssertSame(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            var same = MemoryMarshal.AsBytes(expected[row].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(actual[row].AsSpan()));
            Assert.True(same, $"Row {row} of {expected.Length} differs by up to {expected[row].Zip(actual[row], (e, a) => Math.Abs(e - a)).Max()}.");
        }
    }
}
