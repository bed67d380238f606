namespace SpecMesh.AppHost.Local;

/// <summary>Asks a service whether it can do its work.</summary>
internal sealed class HealthProbe(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns once <paramref name="health"/> has answered with success.</summary>
    public async Task WaitAsync(Uri health, CancellationToken cancellation)
    {
        while (!await IsHealthyAsync(health, cancellation))
            await Task.Delay(Interval, time, cancellation);
    }

    private async Task<bool> IsHealthyAsync(Uri health, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var response = await http.GetAsync(health, either.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
