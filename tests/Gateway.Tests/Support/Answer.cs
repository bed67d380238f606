using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>What the scripted target says, whoever asks: some tokens, each with its text.</summary>
internal static class Answer
{
    public static readonly int[] Prompt = [101, 102, 103];

    /// <summary>Token k of the answer has the id <c>k + 1</c> and this text. One has none: the first half of a character.</summary>
    public static readonly string[] Texts = ["Grüße", " ", "", "🙂", " to", " all", " of", " you", "."];

    public static string Text => string.Concat(Texts);

    public static int Tokens => Texts.Length;

    /// <summary>The verdict that follows <paramref name="decided"/> tokens: two tokens, one of them accepted, one guess refused.</summary>
    public static Verdict VerdictAfter(int decided)
    {
        var count = Math.Min(2, Tokens - decided);
        var verdict = new Verdict
        {
            Base = Prompt.Length + decided,
            Accepted = count - 1,
            Rejected = 1,
            Text = string.Concat(Texts.Skip(decided).Take(count)),
            Finish = decided + count == Tokens ? FinishReason.Stop : FinishReason.Unspecified,
        };
        verdict.Committed.AddRange(Enumerable.Range(decided + 1, count));
        return verdict;
    }
}
