using SpecMesh.Speculation.Tests.Sampling;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Verification;

/// <summary>A constraint changes the target's choice, and nothing about how guesses are compared with it.</summary>
public sealed class ConstrainedSessionTests
{
    private const int Vocabulary = TinyModel.Vocabulary;
    private const int Count = 40;

    [Fact]
    public void Whatever_drafts_say_the_tokens_are_those_of_plain_constrained_decoding() =>
        Gen.Select(SamplingGen.All(Vocabulary), Gen.Int).Sample((sampling, seed) =>
        {
            var random = new Random(seed);
            var model = new TinyModel(seed);
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(Vocabulary))];
            var expected = Plain(model, prompt, sampling, seed);
            int[] truth = [.. prompt, .. expected];

            var constraint = Constraint(seed);
            var cache = new TinyCache(model, []);
            var session = new VerifierSession(prompt, sampling, cached: 0, constraint: constraint);
            var decided = new List<int>();
            var sink = new ListSink(decided, expected.Length);
            for (var finished = false; !finished;)
            {
                if (random.Next(3) > 0)
                {
                    var block = BlockGen.Next(random, truth, session.Decided);
                    session.Offer(block.Base, block.PrefixHash, block.Tokens);
                }

                cache.Feed(session.Feed(random.Next(1, 8)).ToArray());
                finished = session.Decide(cache, sink).Finished;
                cache.Truncate(session.Cached);
            }

            Assert.Equal(expected, decided);
            Assert.Equal(expected, constraint.Accepted);
            Assert.Null(session.Failure);
        }, iter: 800);

    [Fact]
    public void A_session_that_cannot_go_on_keeps_what_was_decided_and_says_why()
    {
        var model = new TinyModel(seed: 1);
        var constraint = new SetConstraint(Vocabulary, (accepted, _) => accepted.Count < 2);
        var session = new VerifierSession([1, 2, 3], SamplingParameters.Greedy, cached: 0, constraint: constraint);
        var expected = model.Generate([1, 2, 3], SamplingParameters.Greedy, 4);
        session.Offer(3, PrefixHash.Of([1, 2, 3]), expected);
        var cache = new TinyCache(model, []);
        cache.Feed(session.Feed(7).ToArray());
        var decided = new List<int>();

        var outcome = session.Decide(cache, new ListSink(decided));

        Assert.Equal(expected[..2], decided);
        Assert.Equal((2, 2, false), (outcome.Committed, outcome.Accepted, outcome.Finished));
        Assert.NotNull(session.Failure);
        Assert.InRange(session.Cached, 0, session.Decided - 1);
    }

    private static int[] Plain(TinyModel model, int[] prompt, SamplingParameters sampling, int seed)
    {
        var sampler = new CoupledSampler(sampling);
        var constraint = Constraint(seed);
        var tokens = new List<int>(prompt);
        for (var i = 0; i < Count; i++)
        {
            int[] context = [.. tokens];
            var token = sampler.Sample(model.Logits(context), context, constraint);
            constraint.Accept(token);
            tokens.Add(token);
        }

        return [.. tokens.Skip(prompt.Length)];
    }

    /// <summary>Forbids about half of the tokens, never all, by what was decided before.</summary>
    private static SetConstraint Constraint(int seed) => new(Vocabulary, (accepted, token) =>
    {
        var hash = unchecked((int)(PrefixHash.Of([.. accepted, seed & 0xFFFF]) >> 40));
        return token == hash % Vocabulary || (hash >> token & 1) == 0;
    });
}
