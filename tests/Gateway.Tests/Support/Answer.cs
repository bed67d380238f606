using Google.Protobuf;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>What the scripted target says, whoever asks: some tokens, each with its text.</summary>
internal static class Answer
{
    public static readonly int[] Prompt = [101, 102, 103];

    /// <summary>Token k of the answer has the id <c>k + 1</c> and this text. One has none: the first half of a character.</summary>
    public static readonly string[] Texts = ["Grüße", " ", "", "🙂", " to", " all", " of", " you", "."];

    // Tokens 2 and 3 are the halves of a character.
    private static readonly byte[][] Bytes =
    [
        .. Texts.Select((text, index) => index switch
        {
            2 => "🙂"u8[..2].ToArray(),
            3 => "🙂"u8[2..].ToArray(),
            _ => System.Text.Encoding.UTF8.GetBytes(text),
        }),
    ];

    public static string Text => string.Concat(Texts);

    public static int Tokens => Texts.Length;

    /// <summary>The log-probability of token k.</summary>
    public static float Logprob(int token) => -0.125f * (token + 1);

    /// <summary>The verdict that follows <paramref name="decided"/> tokens: two tokens, one of them accepted, one guess refused.</summary>
    /// <param name="decided">Tokens of the answer that are decided.</param>
    /// <param name="generation">What was asked for. With a prediction, the guesses are the client's, else a draft's.</param>
    public static Verdict VerdictAfter(int decided, Generation generation)
    {
        var count = Math.Min(2, Tokens - decided);
        var predicted = generation.Prediction.Length > 0;
        var verdict = new Verdict
        {
            Base = Prompt.Length + decided,
            Accepted = predicted ? 0 : count - 1,
            Rejected = predicted ? 0 : 1,
            AcceptedPrediction = predicted ? count - 1 : 0,
            RejectedPrediction = predicted ? 1 : 0,
            Text = string.Concat(Texts.Skip(decided).Take(count)),
            Finish = decided + count == Tokens ? FinishReason.Stop : FinishReason.Unspecified,
        };
        verdict.Committed.AddRange(Enumerable.Range(decided + 1, count));
        if (generation.Report is { } report)
            verdict.Details.AddRange(Enumerable.Range(decided, count).Select(token => DetailOf(token, report)));
        return verdict;
    }

    // The likeliest token is the one drawn; the next ones follow it in the answer.
    private static TokenDetail DetailOf(int token, TokenReport report)
    {
        var detail = new TokenDetail { Text = ByteString.CopyFrom(Bytes[token]), Logprob = Logprob(token) };
        for (var rank = 0; rank < report.Top; rank++)
        {
            var other = (token + rank) % Tokens;
            detail.Top.Add(new TokenAlternative
            {
                Id = other + 1, Text = ByteString.CopyFrom(Bytes[other]), Logprob = Logprob(token) - rank,
            });
        }

        return detail;
    }
}
