using System.Runtime.InteropServices;
using SpecMesh.V1;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Hands draft blocks that have come in to their generation's session, and learns from when they came.</summary>
internal sealed class BlockIntake(TimeProvider time)
{
    // A block's tokens, side by side.
    private readonly List<int> _tokens = [];

    /// <summary>Keeps a block until it is taken, with the time at which it came: a pass may be running.</summary>
    public void Keep(OpenedGeneration generation, DraftBlock block) => generation.Incoming.Enqueue((block, time.GetTimestamp()));

    /// <summary>Takes what has come in for a generation. Between passes, or once a pass's tokens are decided.</summary>
    public void Take(OpenedGeneration generation)
    {
        while (generation.Incoming.TryDequeue(out var incoming))
        {
            generation.Blocks.Release();
            if (generation.Ended || generation.Slot < 0)
                continue;
            var (block, arrived) = incoming;
            _tokens.Clear();
            _tokens.AddRange(block.Tokens);
            var stale = generation.Session.Offer(block.Base, block.PrefixHash, CollectionsMarshal.AsSpan(_tokens), block.Confidences.Span);
            generation.Stale += stale;
            var drafting = TimeSpan.FromMicroseconds(block.DraftingMicroseconds);
            generation.Arrival.BlockArrived(
                block.Base, _tokens.Count, arrived, drafting, useful: stale < _tokens.Count || IsLastWord(block, generation));
            generation.Tally?.CountBlock(_tokens.Count, stale);
        }
    }

    /// <summary>Whether the draft says that it has nothing to add to what it has sent.</summary>
    private static bool IsLastWord(DraftBlock block, OpenedGeneration generation) =>
        block.Tokens.Count == 0 && block.Base >= generation.Session.Decided;
}
