using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.ObjectPool;
using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Planning;
using SpecMesh.Speculation.Sampling;
using SpecMesh.Speculation.Verification;
using SpecMesh.V1;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Text;

namespace SpecMesh.VerifierService.Sessions;

/// <summary>One verify stream from its open message to its end. The engine loop owns everything but the channel's reading side.</summary>
/// <param name="id">The caller's name for it, for logs.</param>
/// <param name="prompt">Prompt tokens.</param>
/// <param name="resume">Tokens that an earlier attempt has delivered.</param>
/// <param name="sampling">How tokens are drawn.</param>
/// <param name="text">Receives the decided tokens; has seen the resume tokens already.</param>
/// <param name="bounds">How deep it may be speculated.</param>
/// <param name="draft">Who will send draft blocks; null: nobody.</param>
/// <param name="constraint">What the tokens must obey; has seen the resume tokens already. Null: nothing.</param>
internal sealed class OpenedGeneration(
    string id, int[] prompt, int[] resume, SamplingParameters sampling, CompletionText text, SpeculationBounds bounds, string? draft,
    ITokenConstraint? constraint)
{
    // Far more than a draft sends while a pass runs.
    private const int MostBlocksWaiting = 64;

    // Of all generations: verdicts that have been written, to be filled again.
    private static readonly ObjectPool<VerifyResponse> Spare = ObjectPool.Create<VerifyResponse>();

    private readonly Channel<VerifyResponse> _responses =
        Channel.CreateUnbounded<VerifyResponse>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public string Id => id;

    public int[] Prompt => prompt;

    /// <summary>Every token that is decided at the start: prompt and resume.</summary>
    public int[] Decided { get; } = [.. prompt, .. resume];

    public CompletionText Text => text;

    /// <summary>What the caller expects the answer to be. Null: nothing.</summary>
    public PredictedText? Prediction { get; init; }

    /// <summary>Where the answer ends.</summary>
    public AnswerEnd AnswerEnd { get; init; } = AnswerEnd.Unknown;

    /// <summary>Notes what the caller wants to know about each token. Null: nothing.</summary>
    public TokenReporter? Report { get; init; }

    /// <summary>Whether the caller said that it will send draft blocks.</summary>
    public bool MayBeDrafted => draft is not null;

    /// <summary>Generations of one kind have draft tokens that are accepted about as often.</summary>
    public DraftKind Kind => DraftKind.Of(draft, sampling.Temperature);

    /// <summary>Whether draft blocks may still come.</summary>
    public bool Drafted => MayBeDrafted && !DraftGone;

    /// <summary>Whether the caller has said its last.</summary>
    public bool DraftGone { get; set; }

    /// <summary>Room for blocks that the loop has not looked at yet. A peer that sends without end is read no faster than that.</summary>
    public SemaphoreSlim Blocks { get; } = new(MostBlocksWaiting, MostBlocksWaiting);

    /// <summary>Blocks that have come in, for the loop, and when, as timestamps.</summary>
    public ConcurrentQueue<(DraftBlock Block, long At)> Incoming { get; } = new();

    /// <summary>What has the loop look at them; made once, since blocks come all the time.</summary>
    public Action? TakeIncoming { get; set; }

    /// <summary>Its spans. Null where nobody would read them.</summary>
    public SessionTrace? Trace { get; set; }

    /// <summary>Counts its draft's tokens. Null: nobody drafts.</summary>
    public DraftTally? Tally { get; set; }

    /// <summary>Draft tokens dropped as stale since the last verdict.</summary>
    public int Stale { get; set; }

    /// <summary>When it was opened, as a timestamp.</summary>
    public long OpenedAt { get; set; }

    /// <summary>How often another prompt's prefill went first.</summary>
    public int PassedOver { get; set; }

    /// <summary>When its draft's blocks arrive, once it has a slot.</summary>
    public ArrivalEstimate Arrival { get; private set; } = null!;

    /// <summary>The sequence that it runs in; -1 while it waits for one.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>Its state, once it has a slot.</summary>
    public VerifierSession Session { get; private set; } = null!;

    /// <summary>What the caller gets; completes with the last verdict, or with an error.</summary>
    public ChannelReader<VerifyResponse> Responses => _responses.Reader;

    /// <summary>Whether the last response has been written.</summary>
    public bool Ended { get; private set; }

    public void Begin(int slot, int cached, AcceptanceTable common, DraftDistance distance, TimeProvider time)
    {
        Slot = slot;
        Arrival = new ArrivalEstimate(distance, time);
        Session = new VerifierSession(Decided, sampling, cached, bounds, common, constraint, Prediction, AnswerEnd);
    }

    /// <summary>Its sequence was moved.</summary>
    public void MoveTo(int slot) => Slot = slot;

    public void Send(Opened opened) => _responses.Writer.TryWrite(new VerifyResponse { Opened = opened });

    /// <summary>A verdict to fill and send: an old one, if one has been written.</summary>
    public static VerifyResponse TakeVerdict()
    {
        var response = Spare.Get();
        response.Verdict ??= new Verdict();
        response.Verdict.Committed.Clear();
        response.Verdict.Details.Clear();
        return response;
    }

    public void Send(VerifyResponse verdict) => _responses.Writer.TryWrite(verdict);

    /// <summary>A response has been written.</summary>
    public static void Written(VerifyResponse response)
    {
        if (response.Verdict is not null)
            Spare.Return(response);
    }

    public void End(Exception? error = null)
    {
        if (!Ended)
            Trace?.End(text.Finish, error);
        Ended = true;
        _responses.Writer.TryComplete(error);
    }
}
