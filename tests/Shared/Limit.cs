namespace SpecMesh.Testing;

/// <summary>How long a test waits for what must come: far longer than it takes, so that only a failure reaches it.</summary>
internal static class Limit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A token for one test, from now on.</summary>
    /// <param name="patience">Null: a minute.</param>
    public static CancellationToken Start(TimeSpan? patience = null)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience ?? Patience);
        return limit.Token;
    }
}
