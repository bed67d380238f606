namespace SpecMesh.Speculation.Paths;

/// <summary>What is known beforehand about where an answer ends. Guesses beyond that are of no use, and are neither made nor verified.</summary>
/// <param name="isLast">Whether an answer ends with this token.</param>
/// <param name="limit">Number of tokens, prompt included, with which the answer ends at the latest.</param>
public sealed class AnswerEnd(Predicate<int> isLast, int limit)
{
    /// <summary>An answer of which nothing is known.</summary>
    public static AnswerEnd Unknown { get; } = new(static _ => false, int.MaxValue);

    /// <summary>Number of tokens, prompt included, with which the answer ends at the latest.</summary>
    public int Limit => limit;

    /// <summary>Whether an answer ends with this token.</summary>
    public bool IsLast(int token) => isLast(token);
}
