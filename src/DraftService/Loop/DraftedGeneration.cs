using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.ObjectPool;
using SpecMesh.Inference.Grammars;
using SpecMesh.Speculation.Drafting;
using SpecMesh.Speculation.Paths;
using SpecMesh.V1;

namespace SpecMesh.DraftService.Loop;

/// <summary>One verify stream that this draft feeds. The engine loop owns everything but the channel's reading side.</summary>
internal sealed class DraftedGeneration
{
    // Of all generations: messages that have been written, to be filled again.
    private static readonly ObjectPool<VerifyRequest> Spare = ObjectPool.Create<VerifyRequest>();

    private readonly Channel<VerifyRequest> _blocks =
        Channel.CreateUnbounded<VerifyRequest>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    /// <param name="decided">Prompt and resume tokens.</param>
    /// <param name="wanted">Draft tokens that the verifier wants at first.</param>
    /// <param name="vocabulary">Token ids that draft and target share: those below.</param>
    public DraftedGeneration(int[] decided, int wanted, int vocabulary)
    {
        Decided = decided;
        Wanted = wanted;
        WantedAhead = wanted;
        Vocabulary = vocabulary;
    }

    public int[] Decided { get; }

    /// <summary>The verifier that decides, by its name.</summary>
    public string Verifier { get; init; } = "";

    /// <summary>The model of the verifier that decides.</summary>
    public string Model { get; init; } = "";

    /// <summary>The grammar that the target obeys; null: none.</summary>
    public Grammar? Grammar { get; init; }

    /// <summary>Number of prompt tokens: where the answer begins.</summary>
    public int Prompt { get; init; }

    /// <summary>Guesses are below: the target has no other tokens, or the draft has none.</summary>
    public int Vocabulary { get; }

    /// <summary>Where its answer ends.</summary>
    public AnswerEnd AnswerEnd { get; init; } = AnswerEnd.Unknown;

    /// <summary>Its span. Null where nobody would read it.</summary>
    public DraftingTrace? Trace { get; init; }

    /// <summary>Tokens that the verifier decided while this generation waited for a sequence.</summary>
    public List<int> Undrafted { get; } = [];

    /// <summary>Its sequence in the draft's engine; -1 while it waits for one.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Its state, once it has a slot.</summary>
    public DraftSession Session { get; set; } = null!;

    /// <summary>Draft tokens that the verifier wants in each round.</summary>
    public int Wanted { get; set; }

    /// <summary>Guesses beyond the decided tokens that keep the verifier supplied while a verdict and its answer travel.</summary>
    public int WantedAhead { get; set; }

    /// <summary>How likely all open guesses together must be to be right for another one to be worth its row.</summary>
    public double LeastReach { get; set; }

    /// <summary>Whether the verifier waits for an answer to its verdict: only a draft nearby is told how likely guesses must be.</summary>
    public bool IsAwaited => Wanted > 0 && LeastReach > 0;

    /// <summary>Guesses that are worth their rows even so.</summary>
    public int LeastTokens { get; set; }

    /// <summary>How long the verifier's last pass took: the time that drafting can hide behind.</summary>
    public TimeSpan VerifierPass { get; set; }

    /// <summary>When the last block went out or the last verdict came in, as a timestamp.</summary>
    public long LastExchange { get; set; }

    /// <summary>Verdicts that have come in.</summary>
    public int Verdicts { get; set; }

    /// <summary>Whether a block has gone out since the last verdict.</summary>
    public bool SentSinceVerdict { get; set; }

    public bool Ended { get; set; }

    /// <summary>Blocks to send to the verifier.</summary>
    public ChannelReader<VerifyRequest> Blocks => _blocks.Reader;

    /// <summary>The guesses that have not been sent, as a message; an old one is filled again, if it has been written.</summary>
    public VerifyRequest TakeBlock()
    {
        var request = Spare.Get();
        var block = request.Block ??= new DraftBlock();
        var tokens = Session.TakeBlock(out var position, out var prefixHash, out var confidences);
        block.Tokens.Clear();
        foreach (var token in tokens)
            block.Tokens.Add(token);
        block.Base = position;
        block.PrefixHash = prefixHash;
        block.Confidences = ByteString.CopyFrom(confidences);
        return request;
    }

    public void Send(VerifyRequest block) => _blocks.Writer.TryWrite(block);

    /// <summary>A block has been written.</summary>
    public static void Written(VerifyRequest block) => Spare.Return(block);

    public void End()
    {
        if (!Ended)
            Trace?.End();
        Ended = true;
        _blocks.Writer.TryComplete();
    }
}
