namespace SpecMesh.Tests.Support;

/// <summary>How long a test may wait for what must come: far longer than it takes, so that only a failure reaches it.</summary>
internal static class Limit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A token for one test, from now on.</summary>
    public static CancellationToken Start()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        return limit.Token;
    }
}
