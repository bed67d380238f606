using SpecMesh.DraftService.Loop;
using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.DraftService.Tests;

/// <summary>All generations of a verifier's pass have as many rows, so whether another guess pays is asked of all together.</summary>
public sealed class DraftRoundsTests
{
    private const int Guesses = 2;

    // Two sure guesses are right in nine cases of ten, two unsure ones in three of ten: in six of ten on the average.
    private const double BelowTheMean = 0.5;
    private const double AboveTheMean = 0.75;

    // What one sure generation reaches for two.
    private const double BelowHalf = 0.4;

    private static readonly ScriptedEngine Engine = new(new ScriptedOptions { Context = 64 });

    private readonly DraftRounds _rounds = new(new DraftOptions { MinReach = 0 }, Engine.Facts);

    [Theory]
    [InlineData(BelowTheMean, true)]
    [InlineData(AboveTheMean, false)]
    public void What_their_guesses_reach_on_the_average_decides_for_all(double leastReach, bool pays)
    {
        var (sure, unsure) = (Generation(leastReach, sure: true), Generation(leastReach, sure: false));
        Assert.True(sure.Session.Reach > leastReach && unsure.Session.Reach < leastReach);
        _rounds.Look([sure, unsure]);
        Assert.Equal(pays, _rounds.Pays(sure));
        Assert.Equal(pays, _rounds.Pays(unsure));
    }

    [Fact]
    public void Generations_of_another_verifier_or_whose_prompt_is_still_read_have_no_part_in_it()
    {
        var generations = new[] { true, false }.SelectMany(static sure => new[]
        {
            Generation(BelowTheMean, sure, verifier: sure ? "a" : "b"),
            Generation(BelowTheMean, sure, verdicts: 0),
            Generation(BelowTheMean, sure, prompt: DraftRounds.FewPending + 1),
        }).ToList();
        _rounds.Look(generations);
        foreach (var generation in generations)
            Assert.Equal(generation.Session.Reach > BelowTheMean, _rounds.Pays(generation));
    }

    [Fact]
    public void One_that_is_behind_catches_up_with_the_longest()
    {
        var (ahead, behind) = (Generation(AboveTheMean, sure: false), Generation(AboveTheMean, sure: false, guesses: Guesses - 1));
        _rounds.Look([ahead, behind]);
        Assert.False(_rounds.Pays(ahead));
        Assert.True(_rounds.Pays(behind));
    }

    /// <summary>Its rows are paid for and hold nothing more; but one that waits for its own verdict is of the round to come.</summary>
    [Theory]
    [InlineData(2, 11, false)]
    [InlineData(2, 9, true)]
    // The first verdict of one comes after those of the others, and the next pass has all of them.
    [InlineData(1, 9, false)]
    public void One_that_has_sent_its_block_counts_if_that_answered_the_same_pass(int verdicts, long sentAt, bool pays)
    {
        var (guessing, sent) = (Generation(AboveTheMean, sure: true, verdicts: verdicts), Generation(AboveTheMean, sure: true));
        guessing.LastExchange = 10;
        (sent.LastExchange, sent.SentSinceVerdict) = (sentAt, true);
        _rounds.Look([guessing, sent]);
        Assert.Equal(pays, _rounds.Pays(guessing));
    }

    /// <summary>That would be a second block before its first is decided.</summary>
    [Fact]
    public void One_that_has_sent_its_block_does_not_go_on_because_others_do()
    {
        var (guessing, sent) = (Generation(BelowHalf, sure: true), Generation(BelowHalf, sure: false));
        (sent.LastExchange, sent.SentSinceVerdict) = (1, true);
        _rounds.Look([guessing, sent]);
        Assert.True(_rounds.Pays(guessing));
        Assert.False(_rounds.Pays(sent));
    }

    /// <summary>It has all the guesses that it may have: its rows up to the others' are of no use, and they pay for them.</summary>
    [Fact]
    public void One_that_may_not_go_on_adds_nothing()
    {
        var (open, full) = (Generation(BelowTheMean, sure: true), Generation(BelowTheMean, sure: true, wanted: Guesses));
        _rounds.Look([open, full]);
        Assert.False(_rounds.MayGoOn(full));
        Assert.False(_rounds.Pays(open));
    }

    [Fact]
    public void Where_the_cache_is_full_nothing_can_be_guessed()
    {
        var room = Engine.Facts.ContextPerSequence;
        Assert.True(_rounds.MayGoOn(Generation(BelowTheMean, sure: true, prompt: room, guesses: 0)));
        Assert.False(_rounds.MayGoOn(Generation(BelowTheMean, sure: true, prompt: room, guesses: 1)));
    }

    private static DraftedGeneration Generation(double leastReach, bool sure, string verifier = "a", int verdicts = 2, int guesses = Guesses, int prompt = 3, int wanted = 20)
    {
        var decided = Enumerable.Repeat(1, prompt).ToArray();
        var generation = new DraftedGeneration(decided, wanted, vocabulary: 4)
        {
            Verifier = verifier,
            LeastReach = leastReach,
            Verdicts = verdicts,
            Session = new DraftSession(decided, SamplingParameters.Greedy, cached: 0),
        };
        for (var guess = 0; guess < guesses; guess++)
            generation.Session.Draw(sure ? [0, 100, 0, 0] : [0, 0.01f, 0, 0]);
        return generation;
    }
}
