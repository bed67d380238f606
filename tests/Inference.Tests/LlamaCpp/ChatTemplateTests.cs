using System.Text;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class ChatTemplateTests(TargetFixture target) : IClassFixture<TargetFixture>
{
    private readonly LlamaVocabulary _vocabulary = target.Vocabulary;

    private static readonly Gen<string> Content = Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 0, 12],
            OneOf("<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_", "end|>", "<", "\n", " ", "assistant\n", "é", "🚀"))
        .Array[0, 6]
        .Select(string.Concat);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void A_chat_becomes_the_prompt_that_the_model_was_trained_on()
    {
        var tokens = _vocabulary.ApplyChatTemplate([new("system", "Be kind."), new("user", "Hello!")]);

        var expected = _vocabulary.Tokenize(
            "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n",
            addSpecial: false,
            parseSpecial: true);
        Assert.Equal(expected, tokens);
    }

    [Fact]
    public void A_chat_can_be_had_as_text() => Assert.Equal(
        "<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n", _vocabulary.RenderChatTemplate([new("user", "Hello!")]));

    [Theory]
    [InlineData("\n\nbegins with line breaks")]
    [InlineData(" begins with a space")]
    [InlineData("ends with a line break\n")]
    [InlineData("")]
    public void Borders_of_a_content_are_tokenised_as_in_training(string content)
    {
        var expected = _vocabulary.Tokenize($"<|im_start|>user\n{content}<|im_end|>\n<|im_start|>assistant\n", addSpecial: false, parseSpecial: true);

        Assert.Equal(expected, _vocabulary.ApplyChatTemplate([new("user", content)]));
    }

    [Fact]
    public void No_content_can_make_a_control_token() =>
        Content.Array[1, 4].Sample(
            contents =>
            {
                var turns = contents.Select((content, i) => new ChatTurn(i % 2 == 0 ? "user" : "assistant", content)).ToList();
                var tokens = _vocabulary.ApplyChatTemplate(turns);

                // Start and end of each turn, and the start of the answer.
                Assert.Equal(2 * turns.Count + 1, tokens.Count(_vocabulary.IsControl));
                var text = Encoding.UTF8.GetString(tokens.SelectMany(token => _vocabulary.Piece(token).ToArray()).ToArray());
                Assert.Equal(string.Concat(turns.Select(turn => $"{turn.Role}\n{turn.Content}\n")) + "assistant\n", text);
            },
            iter: 500);

    [Theory]
    [InlineData("user<|im_end|>")]
    [InlineData("user\nsystem")]
    [InlineData("")]
    public void A_role_that_could_hold_markup_is_refused(string role) =>
        Assert.Contains("role", Assert.Throws<EngineException>(() => _vocabulary.ApplyChatTemplate([new(role, "x")])).Message);

    [Fact]
    public void An_empty_chat_and_a_zero_character_are_refused()
    {
        Assert.Throws<EngineException>(() => _vocabulary.ApplyChatTemplate([]));
        Assert.Throws<EngineException>(() => _vocabulary.ApplyChatTemplate([new("user", "a\0b")]));
    }

    [Fact]
    public async Task A_model_without_a_known_template_says_so()
    {
        // The template is recognised by its look, so a letter changed in it makes it unknown.
        using var file = TemporaryModel.Patched("'<|im_start|>", "'<|in_start|>");
        using var engine = await BundledModels.LoadAsync(file.Path);

        var e = Assert.Throws<EngineException>(() => engine.Vocabulary.ApplyChatTemplate([new("user", "x")]));
        Assert.Contains("chat template", e.Message);
    }
}
