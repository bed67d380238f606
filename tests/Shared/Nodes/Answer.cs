namespace SpecMesh.Testing.Nodes;

/// <summary>All that came back for one generation.</summary>
internal sealed record Answer(Opened Opened, IReadOnlyList<Verdict> Verdicts)
{
    public int[] Tokens => [.. Verdicts.SelectMany(verdict => verdict.Committed)];

    public string Text => string.Concat(Verdicts.Select(verdict => verdict.Text));

    public FinishReason Finish => Verdicts[^1].Finish;

    public int Accepted => Verdicts.Sum(verdict => verdict.Accepted);

    /// <summary>Asserts what holds for every answer: verdicts in order without a gap, one finish reason, counts that add up.</summary>
    public Answer Check(int resumed = 0)
    {
        var position = Opened.Prompt.Count + resumed;
        foreach (var verdict in Verdicts)
        {
            Assert.Equal(position, verdict.Base);
            position += verdict.Committed.Count;
            Assert.Equal(verdict == Verdicts[^1], verdict.Finish != FinishReason.Unspecified);
            Assert.InRange(verdict.Committed.Count - verdict.Accepted - verdict.AcceptedGuesses - verdict.AcceptedPrediction, 0, 1);
            Assert.True(verdict.Committed.Count > 0 || verdict.Finish != FinishReason.Unspecified, "An empty verdict says nothing.");
        }

        Assert.InRange(position, 1, Opened.ContextLimit);
        return this;
    }
}
