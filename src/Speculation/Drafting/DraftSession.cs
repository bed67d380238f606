using System.Runtime.InteropServices;
using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.Speculation.Drafting;

/// <summary>
/// One generation as the draft sees it: tokens that the verifier has confirmed, the draft's own guesses beyond them, and how much of
/// that has been fed to the model and sent to the verifier.
/// </summary>
/// <remarks>
/// The draft goes on past what it has sent as if all of it will be accepted. A verdict that differs cuts the path at the
/// difference, and drafting goes on from the correction.
/// </remarks>
public sealed class DraftSession
{
    private readonly TokenPath _path = new();
    private readonly CoupledSampler _sampler;
    private readonly IRewindableConstraint? _constraint;
    private readonly int _firstConstrained;

    private readonly AcceptanceEstimate _acceptance;
    private readonly AnswerEnd _end;

    // Entry i is the draft's confidence in its guess at position Confirmed + i, in 255ths.
    private readonly List<byte> _confidences = [];
    private int _sent;

    // Whether the constraint has seen the whole path. Where it leaves nothing to guess, guesses go on without it.
    private bool _constrained;

    /// <param name="decided">The prompt, and the tokens that an earlier attempt has already delivered.</param>
    /// <param name="sampling">The verifier's sampling parameters: shared noise is what makes guesses good.</param>
    /// <param name="cached">Leading tokens that are in the draft's KV cache already; fewer than the prompt has.</param>
    /// <param name="constraint">What the verifier's tokens obey; it has accepted those of the answer that are decided. Null: nothing.</param>
    /// <param name="common">How this draft did in other generations of the kind.</param>
    /// <param name="end">Where the answer ends. Null: unknown.</param>
    public DraftSession(
        ReadOnlySpan<int> decided, SamplingParameters sampling, int cached, IRewindableConstraint? constraint = null, AcceptanceTable? common = null,
        AnswerEnd? end = null)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        if (decided.IsEmpty)
            throw new ArgumentException("A generation needs at least one prompt token.", nameof(decided));
        ArgumentOutOfRangeException.ThrowIfNegative(cached);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cached, decided.Length);

        _path.Append(decided);
        _sampler = new CoupledSampler(sampling, Confidence.WidestLead);
        _acceptance = new AcceptanceEstimate(common);
        _end = end ?? AnswerEnd.Unknown;
        _constraint = constraint;
        _constrained = constraint is not null;
        _firstConstrained = decided.Length - (constraint?.Accepted ?? 0);
        Confirmed = decided.Length;
        Cached = cached;
        _sent = decided.Length;
    }

    /// <summary>Number of tokens that the verifier has decided, prompt included.</summary>
    public int Confirmed { get; private set; }

    /// <summary>Number of leading tokens whose KV cells are valid. Always less than the length of the path.</summary>
    public int Cached { get; private set; }

    /// <summary>Tokens that must be fed before the next one can be drawn: at least 1.</summary>
    public int Pending => _path.Count - Cached;

    /// <summary>Guesses beyond what is confirmed.</summary>
    public int Ahead => _path.Count - Confirmed;

    /// <summary>Whether another guess would be of no use: the answer is guessed to its end, or its last token is the only one left.</summary>
    public bool AtEnd => _path.Count >= _end.Limit - 1 || (Ahead > 0 && _end.IsLast(_path[_path.Count - 1]));

    /// <summary>Guesses that have not been sent.</summary>
    public int Unsent => _path.Count - _sent;

    /// <summary>
    /// How likely all unconfirmed guesses are to be right: by how often the verdicts bore out such confidence as the draft has in each.
    /// </summary>
    public double Reach { get; private set; } = 1;

    /// <summary>All tokens, guesses included. Valid until the session next changes.</summary>
    public ReadOnlySpan<int> Tokens => _path.Tokens;

    /// <summary>The tokens to feed next at positions <see cref="Cached"/> on.</summary>
    public ReadOnlySpan<int> Feed(int rows) => _path.Tokens.Slice(Cached, rows);

    /// <summary>Notes that <paramref name="rows"/> more tokens are in the KV cache.</summary>
    public void Fed(int rows) => Cached += rows;

    /// <summary>Draws the next guess.</summary>
    /// <param name="logits">The draft's logits after its whole path.</param>
    public void Draw(ReadOnlySpan<float> logits)
    {
        if (!TryDrawConstrained(logits, out var token))
            token = _sampler.Sample(logits, _path.Tokens);
        var confidence = Confidence.Of(_sampler.Lead);
        _path.Append(token);
        _confidences.Add(confidence);
        Reach *= _acceptance.OfConfidence(confidence);
    }

    /// <summary>The guesses not sent yet, as a block. Valid until the session next changes.</summary>
    /// <param name="position">Position of the first.</param>
    /// <param name="prefixHash">Hash of every token before it.</param>
    /// <param name="confidences">How sure the draft is of each guess, in 255ths and at least one.</param>
    public ReadOnlySpan<int> TakeBlock(out int position, out ulong prefixHash, out ReadOnlySpan<byte> confidences)
    {
        position = _sent;
        prefixHash = _path.HashBefore(_sent);
        confidences = CollectionsMarshal.AsSpan(_confidences)[(_sent - Confirmed)..];
        _sent = _path.Count;
        return _path.Tokens[position..];
    }

    /// <summary>Takes in tokens that the verifier has decided.</summary>
    /// <param name="position">Position of the first; the verifier decides them in order, so it is <see cref="Confirmed"/>.</param>
    /// <param name="committed">The decided tokens.</param>
    /// <returns>Whether they differ from the path, so that the KV cache must be cut to <see cref="Cached"/>.</returns>
    public bool Confirm(int position, ReadOnlySpan<int> committed)
    {
        if (position != Confirmed)
            throw new ArgumentException($"The verdict starts at {position}, but {Confirmed} tokens are decided.", nameof(position));

        var guesses = _path.Tokens[Confirmed..];
        var equal = guesses.CommonPrefixLength(committed);
        if (guesses.Length > 0)
            _acceptance.Observe(CollectionsMarshal.AsSpan(_confidences), equal, refused: equal < Math.Min(guesses.Length, committed.Length));
        Confirmed += committed.Length;
        var diverged = equal < committed.Length;
        if (diverged)
        {
            var difference = position + equal;
            _path.Truncate(difference);
            _path.Append(committed[equal..]);
            Follow(difference, committed[equal..]);
            Cached = Math.Min(Cached, difference);
            _confidences.Clear();
            _sent = Confirmed;
        }
        else
        {
            _confidences.RemoveRange(0, committed.Length);
            _sent = Math.Max(_sent, Confirmed);
        }

        Reach = 1;
        foreach (var confidence in _confidences)
            Reach *= _acceptance.OfConfidence(confidence);
        return diverged;
    }

    private bool TryDrawConstrained(ReadOnlySpan<float> logits, out int token)
    {
        token = -1;
        if (!_constrained)
            return false;
        try
        {
            token = _sampler.Sample(logits, _path.Tokens, _constraint);
            _constraint!.Accept(token);
            return true;
        }
        catch (ConstraintException)
        {
            return _constrained = false;
        }
    }

    /// <summary>Takes the constraint back to a position, and from there along the tokens that were decided instead.</summary>
    private void Follow(int position, ReadOnlySpan<int> tokens)
    {
        if (_constraint is null || position - _firstConstrained > _constraint.Accepted)
            return;
        try
        {
            _constraint.Rewind(position - _firstConstrained);
            foreach (var token in tokens)
                _constraint.Accept(token);
            _constrained = true;
        }
        catch (ConstraintException)
        {
            _constrained = false;
        }
    }
}
