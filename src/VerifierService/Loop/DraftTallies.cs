using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SpecMesh.VerifierService.Loop;

/// <summary>The tallies of all drafts that this verifier has worked with.</summary>
internal sealed class DraftTallies
{
    /// <summary>Who has no tally of their own.</summary>
    public const string Others = "others";

    // Drafts choose their names themselves; a peer that makes up new ones must not fill the memory.
    private const int MostDrafts = 100;

    private readonly ConcurrentDictionary<string, DraftTally> _tallies = [];

    public DraftTallies(Meter meter)
    {
        meter.CreateObservableCounter(
            "specmesh.verifier.draft_tokens", () => _tallies.Values.SelectMany(static tally => tally.Outcomes()), "{token}",
            "Draft tokens by draft and by what became of them.");
        meter.CreateObservableCounter(
            "specmesh.verifier.drafts", () => _tallies.Values.Select(static tally => tally.Rounds()), "{round}",
            "Verify rounds of a generation that had draft tokens to verify.");
        meter.CreateObservableCounter(
            "specmesh.verifier.accepted_tokens_per_position", () => _tallies.Values.SelectMany(static tally => tally.Positions()), "{token}",
            "Accepted draft tokens by their place among those of a round; the first is 0.");
    }

    public IEnumerable<DraftTally> All => _tallies.Select(static entry => entry.Value);

    public DraftTally Of(string draft) => _tallies.GetOrAdd(_tallies.Count < MostDrafts || _tallies.ContainsKey(draft) ? draft : Others, Create);

    private static DraftTally Create(string draft) => new(draft);
}
