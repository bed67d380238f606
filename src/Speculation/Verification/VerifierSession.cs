using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.Speculation.Verification;

/// <summary>
/// One generation as the verifier sees it: the decided tokens, the draft's guesses beyond them, and how far the KV cache reaches.
/// </summary>
/// <remarks>
/// The path is decided tokens, then draft tokens not yet verified. A pass feeds the tokens from <see cref="Cached"/> on; its
/// logits are sampled from the last decided token's row on, for as long as what is drawn equals what the path already holds.
/// The result depends on the prompt, the sampler and the seed only: draft tokens decide how many positions a pass covers.
/// </remarks>
public sealed class VerifierSession
{
    /// <summary>Most draft tokens that are kept: a peer that sends block after block must not fill the memory.</summary>
    public const int MaxDraftTokens = 512;

    private readonly TokenPath _path = new();
    private readonly CoupledSampler _sampler;
    private readonly SuccessorGuess _guess = new();

    // Tokens of the path from here on are the session's own guesses, put there to fill the rows of the pass under way.
    private int _guessesFrom = int.MaxValue;
    private int _rows;

    /// <param name="prompt">Prompt tokens, and after them those that an earlier attempt has already delivered.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="cached">Leading tokens that are in the KV cache already; fewer than the prompt has.</param>
    public VerifierSession(ReadOnlySpan<int> prompt, SamplingParameters sampling, int cached)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("A generation needs at least one prompt token.", nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfNegative(cached);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cached, prompt.Length);

        _path.Append(prompt);
        _sampler = new CoupledSampler(sampling);
        Decided = prompt.Length;
        Cached = cached;
    }

    /// <summary>Number of decided tokens, prompt included: the position that is drawn next.</summary>
    public int Decided { get; private set; }

    /// <summary>Number of leading tokens whose KV cells are valid. Always less than <see cref="Decided"/>.</summary>
    public int Cached { get; private set; }

    /// <summary>Decided tokens that the next pass must feed: at least 1.</summary>
    public int Pending => Decided - Cached;

    /// <summary>Draft tokens at hand, not yet verified.</summary>
    public int DraftTokens => _path.Count - Decided;

    /// <summary>How likely a draft token of this session is to be accepted.</summary>
    public AcceptanceEstimate Acceptance { get; } = new();

    /// <summary>The decided tokens. Valid until the session next changes.</summary>
    public ReadOnlySpan<int> DecidedTokens => _path.Tokens[..Decided];

    /// <summary>Takes a block of draft tokens.</summary>
    /// <param name="position">Absolute position of its first token.</param>
    /// <param name="prefixHash">The draft's hash of every token before that.</param>
    /// <param name="tokens">The guesses.</param>
    /// <returns>How many of its tokens are of no use: built on another path, or decided already.</returns>
    public int Offer(int position, ulong prefixHash, ReadOnlySpan<int> tokens)
    {
        if (position > _path.Count || position + tokens.Length > Decided + MaxDraftTokens || prefixHash != _path.HashBefore(position))
            return tokens.Length;

        var overlap = Math.Clamp(Decided - position, 0, tokens.Length);
        if (!tokens[..overlap].SequenceEqual(_path.Tokens.Slice(position, overlap)))
            return tokens.Length;

        // The draft's latest word on a position replaces its earlier one.
        var held = _path.Tokens[(position + overlap)..];
        var common = held.CommonPrefixLength(tokens[overlap..]);
        if (common < tokens.Length - overlap)
        {
            _path.Truncate(position + overlap + common);
            _path.Append(tokens[(overlap + common)..]);
        }

        return overlap;
    }

    /// <summary>The tokens that the next pass feeds at positions <see cref="Cached"/> on. Missing ones are filled with guesses.</summary>
    /// <param name="rows">How many rows the session has in the pass.</param>
    public ReadOnlySpan<int> Feed(int rows)
    {
        _rows = rows;
        _guessesFrom = _path.Count;
        if (_path.Count < Cached + rows)
            _guess.Learn(DecidedTokens);
        while (_path.Count < Cached + rows)
            _path.Append(_guess.Next(_path.Tokens));
        return _path.Tokens.Slice(Cached, rows);
    }

    /// <summary>The first row of the pass whose logits are needed. Equal to the number of rows if none is.</summary>
    public int FirstSampledRow => Math.Min(Pending - 1, _rows);

    /// <summary>Draws tokens from the pass's logits and moves on: accepts while equal, and corrects at the first difference.</summary>
    /// <param name="logits">Rows <see cref="FirstSampledRow"/> and after of the pass that <see cref="Feed"/> prepared.</param>
    /// <param name="sink">Receives each decided token.</param>
    public PassOutcome Decide(ILogitRows logits, ITokenSink sink)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(sink);
        var fed = Cached + _rows;
        var start = Decided;
        var finished = false;
        var equal = true;
        while (Decided <= fed && equal && !finished)
        {
            var token = _sampler.Sample(logits[Decided - 1 - Cached], DecidedTokens);
            equal = Decided < _path.Count && _path[Decided] == token;
            if (!equal)
            {
                _path.Truncate(Decided);
                _path.Append(token);
            }

            Decided++;
            finished = sink.Commit(token);
        }

        var outcome = Count(start, fed, equal, finished);
        Settle(fed);
        return outcome;
    }

    private PassOutcome Count(int start, int fed, bool lastWasEqual, bool finished)
    {
        // A token drawn after the last row was verified by no row, even if a draft had it too.
        var equalUpTo = Math.Min(lastWasEqual ? Decided : Decided - 1, fed);
        var draftEnd = Math.Min(fed, _guessesFrom);
        var accepted = Math.Max(0, Math.Min(equalUpTo, draftEnd) - start);
        var guesses = Math.Max(0, equalUpTo - start - accepted);
        var verified = Math.Max(0, draftEnd - start);
        // Where an accepted token ended the generation, those after it were neither right nor wrong.
        var rejected = finished && lastWasEqual ? 0 : verified - accepted;
        if (verified > 0)
            Acceptance.Observe(accepted, refused: rejected > 0);
        return new PassOutcome(start, Decided - start, accepted, guesses, rejected, finished);
    }

    private void Settle(int fed)
    {
        // Guesses that outlived the pass are no draft's word: drop them, so that a block can take their place.
        if (_path.Count > _guessesFrom)
            _path.Truncate(Math.Max(Decided, _guessesFrom));
        _guessesFrom = int.MaxValue;
        Cached = Math.Min(fed, Decided - 1);
    }
}
