using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.ServiceDefaults.Drain;

namespace SpecMesh.Gateway.Mesh;

/// <summary>Answers what the mesh is like: once, or whenever it changes.</summary>
internal sealed class MeshEndpoint(MeshView view, DrainState drain, TimeProvider time)
{
    // Looked at while someone listens only; a load that comes and goes between two looks is not seen.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(2);

    public IResult Get() => TypedResults.Json(view.Current, ApiJson.Wire.MeshReport);

    /// <summary>The whole report at first, after each change, and every two seconds as a sign of life. Ends when the gateway drains.</summary>
    public IResult Follow(HttpContext http) => TypedResults.ServerSentEvents(ReportsAsync(http.RequestAborted));

    private async IAsyncEnumerable<SseItem<string>> ReportsAsync([EnumeratorCancellation] CancellationToken left)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(left, drain.Draining);
        using var timer = new PeriodicTimer(Interval, time);
        string? last = null;
        var sent = time.GetTimestamp();
        do
        {
            var report = JsonSerializer.Serialize(view.Current, ApiJson.Wire.MeshReport);
            if (report == last && time.GetElapsedTime(sent) < SignOfLife)
                continue;
            (last, sent) = (report, time.GetTimestamp());
            yield return new SseItem<string>(report, "mesh");
        }
        while (await NextAsync(timer, end.Token));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return false;
        }
    }
}
