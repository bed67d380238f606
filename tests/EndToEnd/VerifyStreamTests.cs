using Grpc.Core;
using Grpc.Net.Client;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.Speculation.Paths;
using SpecMesh.V1;

namespace SpecMesh.EndToEnd;

/// <summary>Peers of a verifier that are wrong, or break the protocol.</summary>
[Collection(SharedMeshTests.Name)]
public sealed class VerifyStreamTests : IDisposable
{
    private const int Patience = 120_000;
    private const int Tokens = 60;
    private const int Concurrency = 8;

    // Not over before the bad message arrives.
    private const int LongTokens = 900;

    private readonly MeshLog _log;
    private readonly GrpcChannel _channel;

    // A peer that sends too much may lose its connection, and with it every call that it carries.
    private readonly GrpcChannel _breachChannel;
    private readonly Verifier.VerifierClient _verifier;
    private readonly Node.NodeClient _node;

    public VerifyStreamTests(SharedMesh shared)
    {
        _log = new MeshLog(shared.Mesh);
        _channel = NodeWatch.Channel(shared.Mesh["verifier-1"].Spec);
        _breachChannel = NodeWatch.Channel(shared.Mesh["verifier-1"].Spec);
        _verifier = new Verifier.VerifierClient(_channel);
        _node = new Node.NodeClient(_channel);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _channel.Dispose();
        _breachChannel.Dispose();
        _log.Dispose();
    }

    [Fact(Timeout = Patience)]
    public async Task A_draft_that_is_always_wrong_changes_no_token()
    {
        var info = await _node.GetInfoAsync(new GetInfoRequest(), cancellationToken: Cancellation);
        var generations = HeldOutGenerations();
        Assert.InRange(generations.Count, 200, int.MaxValue);
        var rejected = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(generations, options, async (generation, _) =>
        {
            var plain = await PlainAsync(generation.Clone());
            var (tokens, refused) = await WithWrongDraftAsync(generation.Clone(), plain, info.Vocabulary);

            Assert.Equal(plain, tokens);
            Interlocked.Add(ref rejected, refused);
        });

        Assert.True(rejected > 0, "No wrong token was ever verified.");
    }

    // Each held-out prompt as a chat and as plain text, greedy and at temperature 1.
    private static List<Generation> HeldOutGenerations()
    {
        var generations = new List<Generation>();
        foreach (var (_, messages) in Prompts.HeldOut)
        {
            var chat = new Chat();
            foreach (var message in messages)
                chat.Messages.Add(new Message { Role = message!["role"]!.GetValue<string>(), Content = message["content"]!.GetValue<string>() });
            foreach (var temperature in (float[])[0, 1])
            {
                var sampling = new Sampling { Temperature = temperature, Seed = (ulong)generations.Count };
                generations.Add(new Generation { Id = $"chat-{generations.Count}", Chat = chat, MaxTokens = Tokens, Sampling = sampling });
                generations.Add(new Generation { Id = $"text-{generations.Count}", Text = chat.Messages[0].Content, MaxTokens = Tokens, Sampling = sampling });
            }
        }

        return generations;
    }

    public static TheoryData<string, StatusCode> Breaches => new()
    {
        { "a block before open", StatusCode.InvalidArgument },
        { "a second open", StatusCode.InvalidArgument },
        { "an empty message", StatusCode.InvalidArgument },
        { "a negative base", StatusCode.InvalidArgument },
        { "ids outside the vocabulary", StatusCode.InvalidArgument },
        { "a negative id", StatusCode.InvalidArgument },
        { "ten megabytes of tokens", StatusCode.InvalidArgument },
        { "a prompt of ten megabytes", StatusCode.InvalidArgument },
        { "too many tokens in a block", StatusCode.InvalidArgument },
        { "a prompt of ids outside the vocabulary", StatusCode.InvalidArgument },
        { "no prompt", StatusCode.InvalidArgument },
    };

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Breaches))]
    public async Task A_peer_that_breaks_the_protocol_gets_an_error_status_and_the_verifier_goes_on(string breach, StatusCode expected)
    {
        var info = await _node.GetInfoAsync(new GetInfoRequest(), cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<RpcException>(() => SendAsync(Messages(breach, info.Vocabulary)));

        Assert.Equal(expected, error.StatusCode);
        Assert.Equal(Tokens, (await PlainAsync(Generation(0))).Count);
        var after = await _node.GetInfoAsync(new GetInfoRequest(), cancellationToken: Cancellation);
        Assert.Equal(info.Instance, after.Instance);
    }

    private static List<VerifyRequest> Messages(string breach, Vocabulary vocabulary)
    {
        var open = Open(generation => generation.MaxTokens = LongTokens, vocabulary);
        return breach switch
        {
            "a block before open" => [Block(1, [5])],
            "a second open" => [open, open],
            "an empty message" => [open, new VerifyRequest()],
            "a negative base" => [open, Block(-1, [5])],
            "ids outside the vocabulary" => [open, Block(1, [vocabulary.Size])],
            "a negative id" => [open, Block(1, [-1])],
            "ten megabytes of tokens" => [Block(1, Enumerable.Repeat(100, 10 * 1024 * 1024))],
            "a prompt of ten megabytes" => [Open(generation => generation.Text = new string('a', 10 * 1024 * 1024))],
            "too many tokens in a block" => [open, Block(1, Enumerable.Repeat(100, 257))],
            "a prompt of ids outside the vocabulary" => [Open(generation => generation.Tokens = new TokenIds { Ids = { vocabulary.Size } })],
            "no prompt" => [Open(generation => generation.ClearPrompt())],
            _ => throw new ArgumentOutOfRangeException(nameof(breach), breach, "Unknown."),
        };
    }

    private static VerifyRequest Open(Action<Generation> change, Vocabulary? draft = null)
    {
        var generation = Generation(0);
        change(generation);
        return new VerifyRequest { Open = new VerifyOpen { Generation = generation, DraftVocabulary = draft } };
    }

    private static VerifyRequest Block(int start, IEnumerable<int> tokens) =>
        new() { Block = new DraftBlock { Base = start, PrefixHash = Fnv1a.Seed, Tokens = { tokens } } };

    private static Generation Generation(float temperature) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Text = "Once there was a",
        MaxTokens = Tokens,
        Sampling = new Sampling { Temperature = temperature, Seed = 11, LogitBias = { [0] = -100, [1] = -100, [2] = -100 } },
    };

    private async Task SendAsync(List<VerifyRequest> messages)
    {
        using var call = new Verifier.VerifierClient(_breachChannel).Verify(cancellationToken: Cancellation);

        // Beside the reading: a verifier that refuses a message in the middle takes no more of it.
        _ = WriteAllAsync(call.RequestStream, messages);
        while (await call.ResponseStream.MoveNext(Cancellation))
        {
            // A generation may get some way before a bad block reaches it.
        }
    }

    private static async Task WriteAllAsync(IClientStreamWriter<VerifyRequest> stream, List<VerifyRequest> messages)
    {
        foreach (var message in messages)
            await stream.TryWriteAsync(message, Cancellation);
    }

    private async Task<List<int>> PlainAsync(Generation generation)
    {
        using var call = _verifier.Verify(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new VerifyRequest { Open = new VerifyOpen { Generation = generation } }, Cancellation);
        await call.RequestStream.CompleteAsync();
        var tokens = new List<int>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(Cancellation))
            tokens.AddRange(response.Verdict?.Committed ?? []);
        return tokens;
    }

    // Sends, after each verdict, blocks at the right place with the right hash, in which every token is another than the target's.
    private async Task<(List<int> Tokens, int Rejected)> WithWrongDraftAsync(Generation generation, List<int> right, Vocabulary vocabulary)
    {
        using var call = _verifier.Verify(cancellationToken: Cancellation);
        var open = new VerifyOpen { Generation = generation, DraftVocabulary = vocabulary, Draft = "always wrong" };
        await call.RequestStream.WriteAsync(new VerifyRequest { Open = open }, Cancellation);
        var path = new List<int>();
        var tokens = new List<int>();
        var rejected = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync(Cancellation))
        {
            path.AddRange(response.Opened?.Prompt ?? []);
            if (response.Verdict is { } verdict)
            {
                Assert.Equal(0, verdict.Accepted);
                path.AddRange(verdict.Committed);
                tokens.AddRange(verdict.Committed);
                rejected += verdict.Rejected;
                if (verdict.Finish != FinishReason.Unspecified)
                    continue;
            }

            var wrong = right.Skip(tokens.Count).Take(4).Select(token => token == 100 ? 101 : 100);
            var hash = path.Aggregate(Fnv1a.Seed, (hash, token) => Fnv1a.Append(hash, (uint)token));
            var block = new DraftBlock { Base = path.Count, PrefixHash = hash, Tokens = { wrong } };
            await call.RequestStream.TryWriteAsync(new VerifyRequest { Block = block }, Cancellation);
        }

        return (tokens, rejected);
    }
}
