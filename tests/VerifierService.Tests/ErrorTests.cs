using Grpc.Core;
using SpecMesh.NodeHosting;

namespace SpecMesh.VerifierService.Tests;

/// <summary>
/// Every error that <c>verifier.proto</c> names; after each, the verifier still answers others. The peer itself may lose its connection:
/// what it still sends of a refused message can reach a stream that HTTP/2 counts as closed.
/// </summary>
public sealed class ErrorTests(ErrorTests.VerifierFixture fixture) : IClassFixture<ErrorTests.VerifierFixture>
{
    private const int Vocabulary = 64;
    private static readonly Vocabulary DraftVocabulary = new ScriptedVocabulary(Vocabulary).Fingerprint.ToProtocol();
    private readonly CancellationToken _limit = Limit.Start();

    public static TheoryData<string, StatusCode, string> BadOpens { get; } = new()
    {
        { "no generation", StatusCode.InvalidArgument, "generation" },
        { "no prompt", StatusCode.InvalidArgument, "no prompt" },
        { "empty text", StatusCode.InvalidArgument, "empty" },
        { "no tokens", StatusCode.InvalidArgument, "empty" },
        { "empty chat", StatusCode.InvalidArgument, "no messages" },
        { "unknown model", StatusCode.NotFound, "scripted-1" },
        { "prompt too long", StatusCode.OutOfRange, "512" },
        { "resume too long", StatusCode.OutOfRange, "resume" },
        { "resume beyond the end", StatusCode.InvalidArgument, "resume" },
        { "prompt token outside", StatusCode.InvalidArgument, "64" },
        { "negative prompt token", StatusCode.InvalidArgument, "-1" },
        { "resume token outside", StatusCode.InvalidArgument, "resume" },
        { "negative max_tokens", StatusCode.InvalidArgument, "max_tokens" },
        { "negative min_tokens", StatusCode.InvalidArgument, "min_tokens" },
        { "too many top tokens", StatusCode.InvalidArgument, "report.top" },
        { "empty stop", StatusCode.InvalidArgument, "stop" },
        { "too many stops", StatusCode.InvalidArgument, "stop" },
        { "temperature", StatusCode.InvalidArgument, "temperature" },
        { "top_p", StatusCode.InvalidArgument, "top_p" },
        { "NaN bias", StatusCode.InvalidArgument, "logit_bias" },
        { "mismatched vocabulary", StatusCode.FailedPrecondition, "special tokens" },
        { "malformed vocabulary", StatusCode.InvalidArgument, "draft_vocabulary" },
        { "10 MB of tokens", StatusCode.InvalidArgument, "" },
    };

    public static TheoryData<string> BadBlocks { get; } =
    [
        "negative base", "base 0", "token outside", "negative token", "257 tokens", "10 MB of tokens", "second open", "empty message",
    ];

    [Theory]
    [MemberData(nameof(BadOpens))]
    public async Task A_bad_open_is_refused_with_a_reason(string what, StatusCode status, string reason)
    {
        using var peer = fixture.Verifier.Connect();
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var call = VerifyCall.Begin(peer, _limit);
            await SendAndReadAsync(call, new VerifyRequest { Open = BadOpen(what) });
        });
        Assert.Equal(status, error.StatusCode);
        Assert.Contains(reason, error.Status.Detail, StringComparison.Ordinal);
        await AssertAnswersAsync();
    }

    [Theory]
    [MemberData(nameof(BadBlocks))]
    public async Task A_bad_block_ends_its_generation_with_a_reason(string what)
    {
        using var peer = fixture.Verifier.Connect();
        using var call = await VerifyCall.OpenAsync(peer, TestVerifier.Endless(), DraftVocabulary, _limit);
        var error = await Assert.ThrowsAsync<RpcException>(() => SendAndReadAsync(call, BadBlock(what)));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.NotEmpty(error.Status.Detail);
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task A_block_before_open_is_refused()
    {
        using var call = VerifyCall.Begin(fixture.Verifier.Channel, _limit);
        await call.SendAsync(new DraftBlock { Base = 1, Tokens = { 1 } });
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(call.NextAsync)).StatusCode);
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task A_stream_without_a_word_is_refused()
    {
        using var call = VerifyCall.Begin(fixture.Verifier.Channel, _limit);
        await call.CompleteAsync();
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(call.NextAsync)).StatusCode);
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task A_block_from_who_named_no_draft_is_refused()
    {
        using var call = await VerifyCall.OpenAsync(fixture.Verifier.Channel, TestVerifier.Endless(), null, _limit);
        await call.SendAsync(new DraftBlock { Base = 1, Tokens = { 1 } });
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(call.ReadToEndAsync)).StatusCode);
        await AssertAnswersAsync();
    }

    [Fact]
    public async Task The_largest_block_and_an_empty_one_are_fine()
    {
        var generation = TestVerifier.Generation(maxTokens: 30);
        using var call = await VerifyCall.OpenAsync(fixture.Verifier.Channel, generation, DraftVocabulary, _limit);
        await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], new int[256]));
        await call.SendAsync(Blocks.Of([.. call.Opened.Prompt], []));
        Assert.Equal(PlainDecoding.Generate(VerifierFixture.Options, generation), (await call.ReadToEndAsync()).Check().Tokens);
    }

    // Beside each other: a verifier that refuses a message in the middle takes no more of it.
    private static Task<Answer> SendAndReadAsync(VerifyCall call, VerifyRequest request)
    {
        _ = call.TrySendAsync(request);
        return call.ReadToEndAsync();
    }

    private static VerifyOpen BadOpen(string what)
    {
        var generation = TestVerifier.Generation();
        var open = new VerifyOpen { Generation = generation };
        switch (what)
        {
            case "no generation": open.Generation = null; break;
            case "no prompt": generation.ClearPrompt(); break;
            case "empty text": generation.Text = ""; break;
            case "no tokens": generation.Tokens = new TokenIds(); break;
            case "empty chat": generation.Chat = new Chat(); break;
            case "unknown model": generation.Model = "another"; break;
            case "prompt too long": generation.Text = new string('e', 512); break;
            case "resume too long": generation.Resume.AddRange(Enumerable.Repeat(1, 512)); break;
            case "resume beyond the end": generation.Resume.AddRange([1, ScriptedVocabulary.EndOfTurn, 1]); break;
            case "prompt token outside": generation.Tokens = new TokenIds { Ids = { 1, Vocabulary } }; break;
            case "negative prompt token": generation.Tokens = new TokenIds { Ids = { -1 } }; break;
            case "resume token outside": generation.Resume.Add(Vocabulary); break;
            case "negative max_tokens": generation.MaxTokens = -1; break;
            case "negative min_tokens": generation.MinTokens = -1; break;
            case "too many top tokens": generation.Report = new TokenReport { Top = 65 }; break;
            case "empty stop": generation.Stop.Add(""); break;
            case "too many stops": generation.Stop.AddRange(Enumerable.Repeat("x", 100)); break;
            case "temperature": generation.Sampling.Temperature = -1; break;
            case "top_p": generation.Sampling.TopP = 2; break;
            case "NaN bias": generation.Sampling.LogitBias[1] = float.NaN; break;
            case "mismatched vocabulary": open.DraftVocabulary = new Vocabulary(DraftVocabulary) { Eos = 9 }; break;
            case "malformed vocabulary": open.DraftVocabulary = new Vocabulary { Type = "scripted" }; break;
            case "10 MB of tokens": generation.Tokens = TenMegabytes(); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }

        return open;
    }

    private static VerifyRequest BadBlock(string what) => what switch
    {
        "negative base" => Block(-5, [1]),
        "base 0" => Block(0, [1]),
        "token outside" => Block(3, [1, Vocabulary]),
        "negative token" => Block(3, [-1]),
        "257 tokens" => Block(3, new int[257]),
        "10 MB of tokens" => Block(3, TenMegabytes().Ids),
        "second open" => new VerifyRequest { Open = new VerifyOpen { Generation = TestVerifier.Generation() } },
        _ => new VerifyRequest(),
    };

    private static VerifyRequest Block(int position, IEnumerable<int> tokens) =>
        new() { Block = new DraftBlock { Base = position, Tokens = { tokens } } };

    private static TokenIds TenMegabytes() => new() { Ids = { Enumerable.Repeat(63, 10 * 1024 * 1024) } };

    private async Task AssertAnswersAsync()
    {
        var generation = TestVerifier.Generation(seed: 99, maxTokens: 5);
        Assert.Equal(
            PlainDecoding.Generate(VerifierFixture.Options, generation),
            (await VerifyCall.RunAsync(fixture.Verifier.Channel, generation, _limit)).Tokens);
    }

    public sealed class VerifierFixture : IAsyncLifetime
    {
        internal static ScriptedOptions Options { get; } = new()
        {
            VocabularySize = Vocabulary, Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(1),
        };

        internal RunningNode Verifier { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Verifier = await TestVerifier.StartAsync(Options);

        public ValueTask DisposeAsync() => Verifier.DisposeAsync();
    }
}
