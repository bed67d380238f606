using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Tests.Sampling;
using SpecMesh.Speculation.Tests.Verification;

namespace SpecMesh.Speculation.Tests.Drafting;

/// <summary>A draft that follows the target's constraint guesses what the target will choose, whatever it is corrected to.</summary>
public sealed class ConstrainedDraftTests
{
    private const int Vocabulary = TinyModel.Vocabulary;

    [Fact]
    public void A_draft_with_the_targets_model_guesses_every_token() => Gen.Select(SamplingGen.All(Vocabulary), Gen.Int).Sample((sampling, seed) =>
    {
        var model = new TinyModel(seed);
        var (draft, expected) = Start(model, sampling, seed, count: 20);
        for (var i = 0; i < expected.Length; i++)
            draft.Draw(model.Logits(draft.Tokens.ToArray()));
        Assert.Equal(expected, draft.Tokens[3..].ToArray());
    }, iter: 300);

    [Fact]
    public void After_a_correction_the_constraint_goes_on_from_there() => Gen.Select(SamplingGen.All(Vocabulary), Gen.Int).Sample((sampling, seed) =>
    {
        var random = new Random(seed);
        var model = new TinyModel(seed);
        var worse = new TinyModel(seed, skill: 0.7);
        var (draft, expected) = Start(model, sampling, seed, count: 30);
        for (var confirmed = 0; confirmed < expected.Length;)
        {
            for (var i = random.Next(6); i > 0; i--)
                draft.Draw(worse.Logits(draft.Tokens.ToArray()));
            var count = Math.Min(random.Next(1, 4), expected.Length - confirmed);
            draft.Confirm(3 + confirmed, expected.AsSpan(confirmed, count));
            confirmed += count;
            Assert.Equal(expected[..confirmed], draft.Tokens[3..draft.Confirmed].ToArray());

            // Every guess is one that the target may choose.
            var rule = Rule(seed);
            int[] answer = draft.Tokens[3..].ToArray();
            for (var i = confirmed; i < answer.Length; i++)
                Assert.True(rule(answer[..i], answer[i]), $"guess {i} is forbidden");
        }
    }, iter: 300);

    [Fact]
    public void Where_nothing_is_allowed_it_guesses_freely_and_comes_back_when_corrected()
    {
        var model = new TinyModel(seed: 2);
        var free = model.Generate([1, 2, 3], SamplingParameters.Greedy, 4);
        var other = (free[0] + 1) % Vocabulary;
        var constraint = new SetConstraint(Vocabulary, (accepted, _) => accepted.Count != 1 || accepted[0] == other);
        var draft = new DraftSession([1, 2, 3], SamplingParameters.Greedy, cached: 0, constraint);
        for (var i = 0; i < 4; i++)
            draft.Draw(model.Logits(draft.Tokens.ToArray()));
        Assert.Equal(free, draft.Tokens[3..].ToArray());
        Assert.Equal([free[0]], constraint.Accepted);

        Assert.True(draft.Confirm(3, [other]));
        draft.Draw(model.Logits(draft.Tokens.ToArray()));

        Assert.Equal(draft.Tokens[3..].ToArray(), constraint.Accepted);
    }

    private static (DraftSession Draft, int[] Expected) Start(TinyModel model, SamplingParameters sampling, int seed, int count)
    {
        var target = new SetConstraint(Vocabulary, Rule(seed));
        var sampler = new CoupledSampler(sampling);
        var tokens = new List<int> { 1, 2, 3 };
        for (var i = 0; i < count; i++)
        {
            int[] context = [.. tokens];
            tokens.Add(sampler.Sample(model.Logits(context), context, target));
            target.Accept(tokens[^1]);
        }

        return (new DraftSession([1, 2, 3], sampling, cached: 0, new SetConstraint(Vocabulary, Rule(seed))), [.. tokens[3..]]);
    }

    private static Func<IReadOnlyList<int>, int, bool> Rule(int seed) => (accepted, token) =>
    {
        var hash = unchecked((int)(PrefixHash.Of([.. accepted, seed & 0xFFFF]) >> 40));
        return token == hash % Vocabulary || (hash >> token & 1) == 0;
    };
}
