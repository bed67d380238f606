namespace SpecMesh.Speculation.Tests.Sampling.Filters;

public sealed class ShortlistTests
{
    [Fact]
    public void Sorts_by_logit_then_by_id_and_gives_the_logits_back() =>
        Gen.OneOf(Gen.Single, SamplingGen.Among(0f, -0f, float.NegativeInfinity, float.PositiveInfinity, float.Epsilon, -float.Epsilon))
            .Where(logit => !float.IsNaN(logit)).Array[1, 50].Sample(logits =>
            {
                var shortlist = new Shortlist();
                for (var token = 0; token < logits.Length; token++)
                    shortlist.Add(token, logits[token]);
                shortlist.Sort();

                var expected = logits.Select((logit, token) => (Token: token, Logit: logit)).OrderByDescending(c => c.Logit + 0f).ThenBy(c => c.Token);
                Assert.Equal(expected, Enumerable.Range(0, shortlist.Count).Select(i => shortlist[i]));
            });

    [Fact]
    public void The_best_are_the_head_of_the_sorted_row() => AssertBest(size => SamplingGen.Logits(size));

    [Fact]
    public void The_best_are_the_head_of_the_sorted_row_where_logits_differ_by_their_last_bits() =>
        AssertBest(size => Gen.Int[0, 2000].Select(step => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(1) + step)).Array[size]);

    private static void AssertBest(Func<int, Gen<float[]>> logitsOf) =>
        Gen.Select(Gen.Int[1, 1500], Gen.Int[1, 60]).SelectMany((more, count) => logitsOf(count + more).Select(logits => (count, logits)))
            .Sample((count, logits) =>
            {
                var shortlist = new Shortlist();
                shortlist.TakeBest(logits, count);
                Assert.Equal(
                    new PlainSampler(new() { TopK = count }).Kept(logits), Enumerable.Range(0, shortlist.Count).Select(i => shortlist[i].Token));
            }, iter: 200);
}
