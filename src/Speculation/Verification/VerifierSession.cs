using System.Runtime.InteropServices;
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

    // A longer run from earlier text is rarely right to its end.
    private const int MaxGuesses = 16;

    private readonly TokenPath _path = new();
    private readonly CoupledSampler _sampler;
    private readonly OwnGuesses _guesses;
    private readonly ITokenConstraint? _constraint;
    private readonly AnswerEnd _end;

    // Entry i: the draft's confidence in its token at position Decided + i.
    private readonly List<byte> _confidences = [];

    // Tokens of the path from here on are own guesses, put there to fill the rows of the pass under way.
    private int _guessesFrom = int.MaxValue;
    private int _rows;

    /// <param name="prompt">Prompt tokens, and after them those that an earlier attempt has already delivered.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="cached">Leading tokens that are in the KV cache already; fewer than the prompt has.</param>
    /// <param name="bounds">How deep it may be speculated.</param>
    /// <param name="common">What other generations of its kind have shown about the draft.</param>
    /// <param name="constraint">What tokens must obey; it has followed those that an earlier attempt delivered.</param>
    /// <param name="prediction">What the caller expects the answer to be. Null: nothing.</param>
    /// <param name="end">Where the answer ends. Null: unknown.</param>
    public VerifierSession(
        ReadOnlySpan<int> prompt, SamplingParameters sampling, int cached, SpeculationBounds? bounds = null, AcceptanceTable? common = null,
        ITokenConstraint? constraint = null, PredictedText? prediction = null, AnswerEnd? end = null)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("A generation needs at least one prompt token.", nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfNegative(cached);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cached, prompt.Length);

        _path.Append(prompt);
        _sampler = new CoupledSampler(sampling);
        _constraint = constraint;
        _end = end ?? AnswerEnd.Unknown;
        Decided = prompt.Length;
        Cached = cached;
        Bounds = bounds ?? SpeculationBounds.None;
        Acceptance = new AcceptanceEstimate(common);
        _guesses = new OwnGuesses(Math.Clamp(Bounds.MaxDepth, 1, MaxGuesses), prediction);
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
    public AcceptanceEstimate Acceptance { get; }

    /// <summary>How deep it may be speculated.</summary>
    public SpeculationBounds Bounds { get; }

    /// <summary>Why no further token can be decided; null: nothing stands in the way.</summary>
    public ConstraintException? Failure { get; private set; }

    /// <summary>The decided tokens. Valid until the session next changes.</summary>
    public ReadOnlySpan<int> DecidedTokens => _path.Tokens[..Decided];

    /// <summary>Takes a block of draft tokens.</summary>
    /// <param name="position">Absolute position of its first token.</param>
    /// <param name="prefixHash">The draft's hash of every token before that.</param>
    /// <param name="tokens">The guesses.</param>
    /// <param name="confidences">How sure the draft is of each, in 255ths; empty, where it gave none.</param>
    /// <returns>How many of its tokens are of no use: built on another path, or decided already.</returns>
    public int Offer(int position, ulong prefixHash, ReadOnlySpan<int> tokens, ReadOnlySpan<byte> confidences = default)
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
            Cut(position + overlap + common);
            _path.Append(tokens[(overlap + common)..]);
            for (var i = overlap + common; i < tokens.Length; i++)
                _confidences.Add(i < confidences.Length ? confidences[i] : (byte)0);
            _guesses.Clear();
        }

        return overlap;
    }

    /// <summary>Looks for guesses to go on with where the draft's tokens end. They last until the session next changes.</summary>
    public void Guess() => _guesses.Find(_path.Tokens, Decided);

    /// <summary>
    /// Chance that the token at this depth is accepted if all before it are: a draft token at hand, else one that may come, else a
    /// guess of <see cref="Guess"/>, else 0. Also 0 where the answer is over with that token: what counts is the token that its row decides.
    /// </summary>
    /// <param name="depth">1 for the first token after the decided ones.</param>
    /// <param name="mayCome">Whether a draft token counts that is not there yet.</param>
    public double AcceptanceAt(int depth, bool mayCome = false)
    {
        if (depth > Bounds.MaxDepth || Decided + depth >= _end.Limit)
            return 0;
        if (depth <= DraftTokens)
            return _end.IsLast(_path[Decided + depth - 1]) ? 0 : Acceptance.OfConfidence(_confidences[depth - 1]);
        if (mayCome)
            return Acceptance.OfDepth(depth);
        return depth - DraftTokens <= _guesses.Count ? _guesses.Chance : 0;
    }

    /// <summary>The tokens that the next pass feeds at positions <see cref="Cached"/> on. Missing ones are filled with guesses.</summary>
    /// <param name="rows">How many rows the session has in the pass.</param>
    public ReadOnlySpan<int> Feed(int rows)
    {
        _rows = rows;
        _guessesFrom = _path.Count;
        var missing = Cached + rows - _path.Count;
        if (missing > 0 && _guesses.Count == 0)
            Guess();
        for (var i = 0; i < missing; i++)
            _path.Append(i < _guesses.Count ? _guesses[i] : _path[_path.Count - 1]);
        return _path.Tokens.Slice(Cached, rows);
    }

    /// <summary>The first row of the pass whose logits are needed. Equal to the number of rows if none is.</summary>
    public int FirstSampledRow => Math.Min(Pending - 1, _rows);

    /// <summary>Draws tokens from the pass's logits and moves on: accepts while equal, and corrects at the first difference.</summary>
    /// <param name="logits">Rows <see cref="FirstSampledRow"/> and after of the pass that <see cref="Feed"/> prepared.</param>
    /// <param name="sink">Receives each decided token.</param>
    /// <param name="observer">Sees each decided token with its logits, before the sink does. Null: nobody.</param>
    public PassOutcome Decide(ILogitRows logits, ITokenSink sink, ITokenObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(sink);
        var fed = Cached + _rows;
        var start = Decided;
        var finished = false;
        var equal = true;
        while (Decided <= fed && equal && !finished && TryDraw(logits[Decided - 1 - Cached], out var token))
        {
            observer?.Decided(token, logits[Decided - 1 - Cached]);
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
        Settle(start, fed);
        return outcome;
    }

    private bool TryDraw(ReadOnlySpan<float> logits, out int token)
    {
        token = -1;
        try
        {
            token = _sampler.Sample(logits, DecidedTokens, _constraint);
            _constraint?.Accept(token);
            return true;
        }
        catch (ConstraintException e)
        {
            Failure = e;
            return false;
        }
    }

    private PassOutcome Count(int start, int fed, bool lastWasEqual, bool finished)
    {
        // A token drawn after the last row was verified by no row, even if a draft had it too.
        var equalUpTo = Math.Min(lastWasEqual ? Decided : Decided - 1, fed);
        var draftEnd = Math.Min(fed, _guessesFrom);
        var accepted = Math.Max(0, Math.Min(equalUpTo, draftEnd) - start);
        var verified = Math.Max(0, draftEnd - start);
        var guesses = Math.Max(0, equalUpTo - start - accepted);
        // Rows beyond the guesses are filled with whatever is at hand, and show nothing about them.
        var guessed = Math.Min(_guesses.Count, Math.Max(0, fed - start - verified));
        // Where an accepted token ended the generation, those after it were neither right nor wrong.
        var ended = finished && lastWasEqual;
        var rejected = ended ? 0 : verified - accepted;
        var rejectedGuesses = ended || rejected > 0 ? 0 : Math.Max(0, guessed - guesses);

        if (verified > 0)
            Acceptance.Observe(CollectionsMarshal.AsSpan(_confidences)[..verified], accepted, refused: rejected > 0);
        else
            Acceptance.ObserveNothing();
        if (guesses + rejectedGuesses > 0)
            _guesses.Observe(guesses, refused: rejectedGuesses > 0);
        return new PassOutcome(
            start, Decided - start, accepted, guesses, rejected, rejectedGuesses, finished, guesses + rejectedGuesses > 0 && _guesses.ArePredicted);
    }

    private void Settle(int start, int fed)
    {
        // Guesses that outlived the pass are no draft's word: drop them, so that a block can take their place.
        if (_path.Count > _guessesFrom)
            _path.Truncate(Math.Max(Decided, _guessesFrom));
        _guessesFrom = int.MaxValue;
        _guesses.Clear();
        _confidences.RemoveRange(0, Math.Min(_confidences.Count, Decided - start));
        if (_confidences.Count > DraftTokens)
            _confidences.RemoveRange(DraftTokens, _confidences.Count - DraftTokens);
        Cached = Math.Min(fed, Decided - 1);
    }

    private void Cut(int count)
    {
        _path.Truncate(count);
        _confidences.RemoveRange(count - Decided, _confidences.Count - (count - Decided));
    }
}
