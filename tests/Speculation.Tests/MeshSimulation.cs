using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Tests.Verification;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests;

/// <summary>
/// A caller, a draft and a verifier that exchange messages over a network at its worst: any delay, blocks lost and overtaken, and at
/// any moment either node dies and the generation is replayed with what was delivered.
/// </summary>
internal sealed class MeshSimulation(Random random, TinyModel target, TinyModel draft, SamplingParameters sampling)
{
    private readonly List<int> _delivered = [];

    /// <summary>Draft tokens accepted so far.</summary>
    public int Accepted { get; private set; }

    public int Replays { get; private set; }

    public int[] Generate(int[] prompt, int count)
    {
        while (_delivered.Count < count)
        {
            Attempt(prompt, count);
            Replays++;
        }

        return [.. _delivered];
    }

    private void Attempt(int[] prompt, int count)
    {
        int[] known = [.. prompt, .. _delivered];
        var verifier = new VerifierSession(known, sampling, cached: 0);
        var drafting = new DraftSession(known, sampling, cached: 0);
        var verifierCache = new TinyCache(target, []);
        var draftCache = new TinyCache(draft, []);
        var sink = new ListSink([.. _delivered], count);
        var blocks = new List<Block>();
        var verdicts = new Queue<(int Base, int[] Committed)>();
        var finished = false;

        while (_delivered.Count < count)
        {
            switch (random.Next(100))
            {
                case 0:
                    return;
                case < 45:
                    Draft(drafting, draftCache, blocks);
                    break;
                case < 60 when blocks.Count > 0:
                    var sent = blocks[random.Next(blocks.Count)];
                    blocks.Remove(sent);
                    if (random.Next(10) > 0)
                        verifier.Offer(sent.Base, sent.PrefixHash, sent.Tokens);
                    break;
                case < 80 when !finished:
                    finished = Verify(verifier, verifierCache, sink, verdicts);
                    break;
                case >= 80 when verdicts.Count > 0:
                    var verdict = verdicts.Dequeue();
                    _delivered.AddRange(verdict.Committed);
                    if (drafting.Confirm(verdict.Base, verdict.Committed))
                        draftCache.Truncate(drafting.Cached);
                    break;
            }
        }
    }

    private void Draft(DraftSession session, TinyCache cache, List<Block> blocks)
    {
        if (session.Unsent > 0 && random.Next(3) == 0)
        {
            var tokens = session.TakeBlock(out var position, out var hash, out _).ToArray();
            blocks.Add(new Block(position, hash, tokens));
            return;
        }

        if (session.Ahead > 12)
            return;
        var rows = random.Next(1, session.Pending + 1);
        cache.Feed(session.Feed(rows));
        session.Fed(rows);
        if (session.Pending == 0)
            session.Draw(cache[rows - 1]);
    }

    private bool Verify(VerifierSession session, TinyCache cache, ITokenSink sink, Queue<(int Base, int[] Committed)> verdicts)
    {
        cache.Feed(session.Feed(random.Next(1, 8)));
        var outcome = session.Decide(cache, sink);
        cache.Truncate(session.Cached);
        Accepted += outcome.Accepted;
        if (outcome.Committed > 0)
            verdicts.Enqueue((outcome.Base, session.DecidedTokens[outcome.Base..].ToArray()));
        return outcome.Finished;
    }
}
