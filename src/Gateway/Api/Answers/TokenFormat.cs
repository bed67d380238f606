using System.Globalization;
using System.Text;
using System.Text.Unicode;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>Tokens in the shapes that clients know.</summary>
internal static class TokenFormat
{
    /// <param name="tokens">The tokens of a choice or of a piece.</param>
    /// <param name="top">How many alternatives the client asked for. Null: no log-probabilities at all.</param>
    public static ChatLogprobs? ToChat(IReadOnlyList<AnswerToken> tokens, int? top) => top is not { } most ? null : new ChatLogprobs(
    [
        .. tokens.Select(token => new ChatTokenLogprob(
            Encoding.UTF8.GetString(token.Bytes),
            token.Logprob,
            Numbers(token.Bytes),
            [.. token.Top.Take(most).Select(entry => new ChatTopLogprob(Encoding.UTF8.GetString(entry.Bytes), entry.Logprob, Numbers(entry.Bytes)))])),
    ]);

    /// <inheritdoc cref="ToChat"/>
    public static CompletionLogprobs? ToCompletion(IReadOnlyList<AnswerToken> tokens, int? top) => top is not { } most ? null : new CompletionLogprobs(
        [.. tokens.Select(token => Spell(token.Bytes))],
        [.. tokens.Select(token => token.Logprob)],
        [.. tokens.Select(token => TopOf(token, most))],
        [.. tokens.Select(token => token.Offset)]);

    /// <inheritdoc cref="ToChat"/>
    public static TokenExtension? ToExtension(IReadOnlyList<AnswerToken> tokens, int? top) => top is not { } most ? null : new TokenExtension(
    [
        .. tokens.Select(token => new SourcedToken(
            token.Id,
            token.Text,
            NameOf(token.Source),
            token.Logprob,
            [.. token.Top.Take(most).Select(entry => new LikelyToken(entry.Id, Encoding.UTF8.GetString(entry.Bytes), entry.Logprob))])),
    ]);

    /// <summary>Bytes as numbers.</summary>
    public static int[] Numbers(byte[] bytes) => Array.ConvertAll(bytes, static value => (int)value);

    private static string NameOf(TokenSource source) => source switch
    {
        TokenSource.Draft => "draft",
        TokenSource.Prediction => "prediction",
        TokenSource.Guess => "guess",
        _ => "target",
    };

    // By text, as OpenAI does it. Of two tokens with one text the likelier stays.
    private static Dictionary<string, float> TopOf(AnswerToken token, int most)
    {
        var top = new Dictionary<string, float>(most + 1);
        foreach (var entry in token.Top.Take(most))
            top.TryAdd(Spell(entry.Bytes), entry.Logprob);
        top.TryAdd(Spell(token.Bytes), token.Logprob);
        return top;
    }

    private static string Spell(byte[] bytes) => Utf8.IsValid(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : "bytes:" + string.Concat(bytes.Select(value => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")));
}
