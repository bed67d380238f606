namespace SpecMesh.LoadTest.Load;

/// <summary>A number of clients, each of which starts its next chat as soon as its last one is over.</summary>
internal sealed class ClosedLoop(ChatRunner chats, int clients, LoadLimit limit, RunClock clock)
{
    private int _next = -1;

    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => ClientAsync(cancellation), CancellationToken.None)));

    private async Task ClientAsync(CancellationToken cancellation)
    {
        try
        {
            while (Interlocked.Increment(ref _next) is var number && limit.Allows(number, clock.Now))
            {
                cancellation.ThrowIfCancellationRequested();
                var chat = chats.Prepare(number);
                // Whatever came before, a client of a closed loop means to send when it is free.
                await chats.RunAsync(chat, clock.Now, slots: null, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The run was stopped: what was measured until then stays.
        }
    }
}
