using SpecMesh.Inference.Engine;

namespace SpecMesh.DraftService.Loop;

/// <summary>Whether another guess pays, for all generations together that a verifier nearby waits for.</summary>
/// <remarks>
/// They are verified in one pass with the same number of rows for each, so a further row is one for every generation, and its price is met by what their
/// guesses reach on the average. If each stopped where its own text is unsure, its rows up to the longest block would hold no guess at all.
/// </remarks>
internal sealed class DraftRounds(DraftOptions options, EngineFacts facts)
{
    /// <summary>Tokens to be fed, after a verdict, that ride along in the common batch. More are a prompt, which gets passes of its own.</summary>
    public const int FewPending = 8;

    private readonly Dictionary<string, Round> _rounds = [];

    /// <summary>Looks at what the generations have guessed. What <see cref="Pays"/> says holds until one of them changes.</summary>
    public void Look(IList<DraftedGeneration> running)
    {
        _rounds.Clear();
        for (var i = 0; i < running.Count; i++)
        {
            if (IsInRound(running[i]) && !running[i].SentSinceVerdict)
                CountGuessing(running[i]);
        }

        for (var i = 0; i < running.Count; i++)
        {
            if (IsInRound(running[i]) && running[i].SentSinceVerdict)
                CountSent(running[i]);
        }
    }

    /// <summary>Whether the generation can have another guess at all, if that pays.</summary>
    public bool MayGoOn(DraftedGeneration generation)
    {
        var session = generation.Session;
        return !session.AtEnd
            && session.Ahead < Math.Min(options.MaxAhead, generation.WantedAhead)
            && session.Reach >= options.MinReach
            && session.Cached + session.Pending <= facts.ContextPerSequence;
    }

    /// <summary>Whether another guess of a generation that may go on is likely enough, by what its verifier asks for.</summary>
    /// <remarks>
    /// Before its first verdict it is in no common pass: its prompt is being prefilled. Nor does one that has sent its block go on for the sake of others:
    /// its next guesses would be a second block before the first is decided.
    /// </remarks>
    public bool Pays(DraftedGeneration generation)
    {
        var session = generation.Session;
        if (generation.SentSinceVerdict || !IsInRound(generation) || !_rounds.TryGetValue(generation.Verifier, out var round))
            return session.Reach >= generation.LeastReach;
        // Up to the longest block of the round it has the rows in any case.
        return session.Ahead < round.Longest || round.Reach >= generation.LeastReach * round.Generations;
    }

    private static bool IsInRound(DraftedGeneration generation) =>
        generation is { IsAwaited: true, Verdicts: > 0 } && generation.Session.Pending <= FewPending;

    private void CountGuessing(DraftedGeneration generation)
    {
        var round = _rounds.GetValueOrDefault(generation.Verifier, new Round(Began: long.MaxValue));
        // The first verdict comes from a pass of its own, after the common one: whoever has sent by now waits for the same next pass.
        var began = generation.Verdicts == 1 ? long.MinValue : generation.LastExchange;
        _rounds[generation.Verifier] = new Round(
            round.Generations + 1,
            round.Reach + (MayGoOn(generation) ? generation.Session.Reach : 0),
            Math.Max(round.Longest, generation.Session.Ahead),
            Math.Min(round.Began, began));
    }

    /// <summary>One that sent before the round began waits for the verdict that the others have: of its next guesses nothing is known.</summary>
    private void CountSent(DraftedGeneration generation)
    {
        if (_rounds.TryGetValue(generation.Verifier, out var round) && generation.LastExchange >= round.Began)
            _rounds[generation.Verifier] = round with { Generations = round.Generations + 1, Longest = Math.Max(round.Longest, generation.Session.Ahead) };
    }

    /// <param name="Generations">Those that have their verdict, and guess or have sent what they guessed.</param>
    /// <param name="Reach">How likely the guesses of those that may go on are, added up.</param>
    /// <param name="Longest">Most guesses of one.</param>
    /// <param name="Began">When the first of the verdicts came that are not answered yet, as a timestamp.</param>
    private readonly record struct Round(int Generations = 0, double Reach = 0, int Longest = 0, long Began = 0);
}
