namespace SpecMesh.MeshBench.Load;

/// <summary>What one request gave.</summary>
/// <param name="Genre">The prompt's genre.</param>
/// <param name="Text">The answer.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Of these, tokens that were in the KV cache already.</param>
/// <param name="Accepted">Draft tokens accepted.</param>
/// <param name="Rejected">Draft tokens refused.</param>
/// <param name="Sent">When the request was sent, as a timestamp.</param>
/// <param name="Pieces">When each piece of text came, as timestamps.</param>
/// <param name="Lengths">Characters of each piece.</param>
internal sealed record Answer(
    string Genre, string Text, int Tokens, int PromptTokens, int CachedTokens, int Accepted, int Rejected, long Sent, IReadOnlyList<long> Pieces, IReadOnlyList<int> Lengths)
{
    /// <summary>From sending the request to its first text.</summary>
    public TimeSpan FirstToken => Pieces.Count == 0 ? TimeSpan.Zero : Elapsed(Sent, Pieces[0]);

    /// <summary>From there to its end.</summary>
    public TimeSpan Decode => Pieces.Count == 0 ? TimeSpan.Zero : Elapsed(Pieces[0], Pieces[^1]);

    /// <summary>Times between pieces of text.</summary>
    public IEnumerable<TimeSpan> Gaps => Pieces.Zip(Pieces.Skip(1), Elapsed);

    /// <summary>About how many of its tokens had come by then: tokens are taken as equally long texts.</summary>
    public double TokensBefore(long timestamp)
    {
        var characters = 0;
        for (var i = 0; i < Pieces.Count && Pieces[i] <= timestamp; i++)
            characters += Lengths[i];
        return characters == 0 ? 0 : Tokens * (double)characters / Lengths.Sum();
    }

    private static TimeSpan Elapsed(long from, long to) => System.Diagnostics.Stopwatch.GetElapsedTime(from, to);
}
