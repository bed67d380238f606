using Grpc.Core;
using SpecMesh.Inference.Engine;

namespace SpecMesh.VerifierService.Tests;

/// <summary>The vocabulary, for those who have none.</summary>
public sealed class TokenizerTests : IAsyncLifetime
{
    private static readonly ScriptedVocabulary Vocabulary = new(257);
    private readonly CancellationToken _limit = Limit.Start();
    private RunningNode _verifier = null!;
    private Tokenizer.TokenizerClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _verifier = await TestVerifier.StartAsync(new ScriptedOptions { VocabularySize = 257 });
        _client = new Tokenizer.TokenizerClient(_verifier.Channel);
    }

    public ValueTask DisposeAsync() => _verifier.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_becomes_tokens_and_tokens_become_text(bool parseSpecial)
    {
        const string Text = "Grüße <|end|>";
        var request = new TokenizeRequest { Text = Text, ParseSpecial = parseSpecial, WithPieces = true };

        var tokenized = await _client.TokenizeAsync(request, cancellationToken: _limit);
        var text = await _client.DetokenizeAsync(new DetokenizeRequest { Tokens = { tokenized.Tokens } }, cancellationToken: _limit);

        Assert.Equal(Vocabulary.Tokenize(Text, addSpecial: false, parseSpecial), tokenized.Tokens);
        Assert.Equal(tokenized.Tokens.Select(token => Vocabulary.Piece(token).ToArray()), tokenized.Pieces.Select(piece => piece.ToByteArray()));
        // A control token has no text.
        Assert.Equal(parseSpecial ? "Grüße " : Text, text.Text);
    }

    [Fact]
    public async Task Pieces_come_only_if_asked_for() =>
        Assert.Empty((await _client.TokenizeAsync(new TokenizeRequest { Text = "Hi" }, cancellationToken: _limit)).Pieces);

    [Fact]
    public async Task A_chat_becomes_the_text_of_its_prompt()
    {
        var chat = new Chat { Messages = { new Message { Role = "user", Content = "Hi" } } };
        var rendered = await _client.ApplyTemplateAsync(new ApplyTemplateRequest { Chat = chat }, cancellationToken: _limit);
        Assert.Equal(
            Vocabulary.ApplyChatTemplate([new ChatTurn("user", "Hi")]),
            Vocabulary.Tokenize(rendered.Prompt, addSpecial: false, parseSpecial: true));
    }

    [Fact]
    public async Task A_chat_becomes_the_tokens_of_its_prompt_in_which_spellings_of_control_tokens_are_text()
    {
        var chat = new Chat { Messages = { new Message { Role = "user", Content = "Hi <|end|>" } } };
        var tokenized = await _client.TokenizeAsync(new TokenizeRequest { Chat = chat }, cancellationToken: _limit);
        Assert.Equal(Vocabulary.ApplyChatTemplate([new ChatTurn("user", "Hi <|end|>")]), tokenized.Tokens);
    }

    [Fact]
    public async Task Mistakes_have_a_status()
    {
        await AssertAsync(StatusCode.InvalidArgument, _client.DetokenizeAsync(new DetokenizeRequest { Tokens = { 257 } }, cancellationToken: _limit));
        await AssertAsync(StatusCode.InvalidArgument, _client.ApplyTemplateAsync(new ApplyTemplateRequest(), cancellationToken: _limit));
        await AssertAsync(StatusCode.InvalidArgument, _client.TokenizeAsync(new TokenizeRequest { Chat = new Chat() }, cancellationToken: _limit));
        await AssertAsync(StatusCode.NotFound, _client.TokenizeAsync(new TokenizeRequest { Model = "gpt-9" }, cancellationToken: _limit));
    }

    private static async Task AssertAsync<T>(StatusCode expected, AsyncUnaryCall<T> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
}
