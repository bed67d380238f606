using System.Diagnostics.Metrics;
using SpecMesh.Speculation.Verification;
using SpecMesh.VerifierService.Loop;

namespace SpecMesh.VerifierService.Tests;

/// <summary>What the verifier says about each draft's tokens.</summary>
public sealed class DraftTalliesTests : IDisposable
{
    private readonly Meter _meter = new($"tests-{Guid.NewGuid()}");
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _seen = [];
    private readonly DraftTallies _tallies;

    public DraftTalliesTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
            _seen[$"{instrument.Name} {string.Join(' ', labels.ToArray().Select(static label => label.Value))}"] = value);
        _listener.Start();
        _tallies = new DraftTallies(_meter);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Rounds_count_where_a_draft_had_tokens_in_them()
    {
        var tally = _tallies.Of("one");
        tally.CountBlock(tokens: 9, stale: 2);
        tally.CountOutcome(Outcome(accepted: 3, rejected: 1));
        tally.CountOutcome(Outcome(accepted: 1, rejected: 0));
        tally.CountOutcome(Outcome(accepted: 0, rejected: 0));
        _tallies.Of("other").CountOutcome(Outcome(accepted: 0, rejected: 2));

        _listener.RecordObservableInstruments();

        Assert.Equal(new Dictionary<string, long>
        {
            ["specmesh.verifier.draft_tokens one received"] = 9,
            ["specmesh.verifier.draft_tokens one stale"] = 2,
            ["specmesh.verifier.draft_tokens one accepted"] = 4,
            ["specmesh.verifier.draft_tokens one rejected"] = 1,
            ["specmesh.verifier.draft_tokens other received"] = 0,
            ["specmesh.verifier.draft_tokens other stale"] = 0,
            ["specmesh.verifier.draft_tokens other accepted"] = 0,
            ["specmesh.verifier.draft_tokens other rejected"] = 2,
            ["specmesh.verifier.drafts one"] = 2,
            ["specmesh.verifier.drafts other"] = 1,
            ["specmesh.verifier.accepted_tokens_per_position one 0"] = 2,
            ["specmesh.verifier.accepted_tokens_per_position one 1"] = 1,
            ["specmesh.verifier.accepted_tokens_per_position one 2"] = 1,
            ["specmesh.verifier.accepted_tokens_per_position other 0"] = 0,
        }, _seen);
    }

    [Fact]
    public void A_draft_that_makes_up_names_does_not_fill_the_memory()
    {
        for (var i = 0; i < 1000; i++)
            _tallies.Of($"draft-{i}").CountOutcome(Outcome(accepted: 0, rejected: 1));

        _listener.RecordObservableInstruments();

        Assert.Equal(900, _seen[$"specmesh.verifier.drafts {DraftTallies.Others}"]);
        Assert.Equal(101, _seen.Keys.Count(static key => key.StartsWith("specmesh.verifier.drafts ", StringComparison.Ordinal)));
        // A name that has a tally keeps it.
        Assert.NotSame(_tallies.Of("new"), _tallies.Of("draft-0"));
        Assert.Same(_tallies.Of("draft-0"), _tallies.Of("draft-0"));
    }

    private static PassOutcome Outcome(int accepted, int rejected) => new(
        Base: 10, Committed: accepted + 1, accepted, AcceptedGuesses: 0, rejected, RejectedGuesses: 0, Finished: false);
}
