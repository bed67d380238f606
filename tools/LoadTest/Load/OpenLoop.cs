namespace SpecMesh.LoadTest.Load;

/// <summary>
/// Chats start when they are due, whatever became of the earlier ones. Their latency counts from then, so a stall of the server
/// is seen by all who would have come during it (no coordinated omission).
/// </summary>
internal sealed class OpenLoop(ChatRunner chats, IEnumerable<TimeSpan> arrivals, int? mostAtOnce, LoadLimit limit, RunClock clock)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var slots = mostAtOnce is { } most ? new SemaphoreSlim(most) : null;
        var running = new List<Task>();
        try
        {
            foreach (var due in arrivals)
            {
                if (!limit.Allows(running.Count, due))
                    break;
                var chat = chats.Prepare(running.Count);
                await clock.UntilAsync(due, cancellation);
                running.Add(Task.Run(() => ChatAsync(chat, due, slots, cancellation), CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The run was stopped: what was measured until then stays.
        }

        await Task.WhenAll(running);
    }

    private async Task ChatAsync(PreparedChat chat, TimeSpan due, SemaphoreSlim? slots, CancellationToken cancellation)
    {
        try
        {
            await chats.RunAsync(chat, due, slots, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopped before it was sent.
        }
    }
}
