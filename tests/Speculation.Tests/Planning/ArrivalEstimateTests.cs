using Microsoft.Extensions.Time.Testing;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.Speculation.Tests.Planning;

public sealed class ArrivalEstimateTests
{
    private const int Tokens = 5;

    private readonly FakeTimeProvider _time = new();
    private readonly DraftDistance _distance = new();

    [Theory]
    [InlineData(0.5)]
    [InlineData(30)]
    public void Follows_the_time_from_verdict_to_block(double milliseconds)
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        for (var decided = 1; decided < 30; decided++)
        {
            estimate.VerdictSent(decided, asked: true);
            Pass(milliseconds);
            Arrive(estimate, decided);
        }

        Assert.Equal(milliseconds / 1000, _distance.ArrivalSeconds(Tokens), 1e-4);
    }

    [Fact]
    public void A_pass_between_the_arrival_and_the_look_at_it_does_not_count()
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        for (var decided = 1; decided < 30; decided++)
        {
            estimate.VerdictSent(decided, asked: true);
            Pass(1);
            var arrived = _time.GetTimestamp();
            Pass(500);
            estimate.BlockArrived(decided, Tokens, arrived, TimeSpan.Zero, useful: true);
        }

        Assert.Equal(0.001, _distance.ArrivalSeconds(Tokens), 1e-4);
    }

    [Fact]
    public void Only_the_first_block_after_a_verdict_counts()
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        estimate.VerdictSent(1, asked: true);
        Pass(1);
        Arrive(estimate, 1);
        var after = _distance.ArrivalSeconds(Tokens);
        Pass(5000);
        Arrive(estimate, 4);
        estimate.GaveUp(Tokens);
        Assert.Equal(after, _distance.ArrivalSeconds(Tokens));
    }

    [Fact]
    public void A_draft_is_waited_for_only_if_it_was_asked_and_only_until_its_last_word()
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        estimate.VerdictSent(1, asked: false);
        Assert.False(estimate.IsDue);
        estimate.VerdictSent(2, asked: true);
        Assert.True(estimate.IsDue);
        // A block that is of no use is not its last word; one without tokens is.
        Arrive(estimate, 1, useful: false);
        Assert.True(estimate.IsDue);
        estimate.BlockArrived(2, tokens: 0, _time.GetTimestamp(), TimeSpan.Zero, useful: true);
        Assert.False(estimate.IsDue);
    }

    [Fact]
    public void An_answer_without_guesses_tells_the_way_and_not_what_guesses_take()
    {
        for (var i = 0; i < 50; i++)
            _distance.Observe(TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(8), tokens: 4 + (4 * (i % 2)));
        var guess = _distance.SecondsPerToken;
        for (var i = 0; i < 50; i++)
            _distance.Observe(TimeSpan.FromMilliseconds(3), TimeSpan.Zero, tokens: 0);
        Assert.Equal(guess, _distance.SecondsPerToken);
        Assert.Equal(0.003, _distance.WaySeconds, 1e-4);
    }

    [Fact]
    public void A_block_that_comes_before_any_verdict_tells_nothing_of_the_distance()
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        var before = _distance.ArrivalSeconds(Tokens);
        Pass(700);
        estimate.BlockArrived(10, Tokens, _time.GetTimestamp(), TimeSpan.FromMilliseconds(650), useful: true);
        Assert.Equal(before, _distance.ArrivalSeconds(Tokens));
    }

    [Fact]
    public void A_wait_in_vain_makes_the_draft_look_farther_and_never_nearer() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100]).Sample((first, waited) =>
        {
            var time = new FakeTimeProvider();
            var distance = new DraftDistance();
            var estimate = new ArrivalEstimate(distance, time);
            estimate.VerdictSent(1, asked: true);
            time.Advance(TimeSpan.FromMilliseconds(first));
            estimate.BlockArrived(1, Tokens, time.GetTimestamp(), TimeSpan.Zero, useful: true);
            estimate.VerdictSent(2, asked: true);
            var before = distance.ArrivalSeconds(Tokens);
            for (var decided = 3; decided < 33; decided++)
            {
                time.Advance(TimeSpan.FromMilliseconds(waited));
                estimate.GaveUp(Tokens);
                estimate.GaveUp(Tokens);
                estimate.VerdictSent(decided, asked: true);
            }

            Assert.True(distance.ArrivalSeconds(Tokens) >= before);
            Assert.True(distance.ArrivalSeconds(Tokens) >= waited / 1000, $"{distance.ArrivalSeconds(Tokens)} s after waits of {waited} ms");
        });

    [Fact]
    public void A_draft_that_came_to_look_far_looks_near_again_though_its_blocks_still_come_too_late()
    {
        var estimate = new ArrivalEstimate(_distance, _time);
        estimate.VerdictSent(1, asked: true);
        Pass(1000);
        estimate.GaveUp(Tokens);
        Assert.True(_distance.ArrivalSeconds(Tokens) > 0.4);

        for (var decided = 2; decided < 40; decided++)
        {
            // Each block answers the verdict before the last one: two milliseconds after it, and too late.
            estimate.VerdictSent(decided, asked: true);
            Pass(2);
            estimate.VerdictSent(decided + 1, asked: true);
            Arrive(estimate, decided, useful: false);
        }

        Assert.True(_distance.ArrivalSeconds(Tokens) < 0.004, $"{_distance.ArrivalSeconds(Tokens)} s");
    }

    private void Arrive(ArrivalEstimate estimate, int position, bool useful = true) =>
        estimate.BlockArrived(position, Tokens, _time.GetTimestamp(), TimeSpan.Zero, useful);

    private void Pass(double milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
