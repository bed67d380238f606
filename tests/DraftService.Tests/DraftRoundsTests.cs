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

    private readonly DraftRounds _rounds = new(new DraftOptions { MinReach = 0 });

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
            Generation(BelowTheMean, sure, passed: false),
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
    [InlineData(11, false)]
    [InlineData(9, true)]
    public void One_that_has_sent_its_block_counts_if_that_answered_the_same_pass(long sentAt, bool pays)
    {
        var (guessing, sent) = (Generation(AboveTheMean, sure: true), Generation(AboveTheMean, sure: true));
        guessing.LastExchange = 10;
        (sent.LastExchange, sent.SentSinceVerdict) = (sentAt, true);
        _rounds.Look([guessing, sent]);
        Assert.Equal(pays, _rounds.Pays(guessing));
    }

    private static DraftedGeneration Generation(double leastReach, bool sure, string verifier = "a", bool passed = true, int guesses = Guesses)
    {
        var generation = new DraftedGeneration([1, 2, 3], wanted: 20, vocabulary: 4)
        {
            Verifier = verifier,
            LeastReach = leastReach,
            VerifierPass = passed ? TimeSpan.FromMilliseconds(50) : TimeSpan.Zero,
            Session = new DraftSession([1, 2, 3], new SamplingParameters(), cached: 0),
        };
        for (var guess = 0; guess < guesses; guess++)
            generation.Session.Draw(sure ? [0, 100, 0, 0] : [0, 0.01f, 0, 0]);
        return generation;
    }
}
