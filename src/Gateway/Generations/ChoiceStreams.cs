using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>A verdict on one of a request's choices.</summary>
internal readonly record struct ChoiceVerdict(int Choice, Verdict Verdict);

/// <summary>The generations of one request side by side, one for each choice: gives whichever verdict comes next.</summary>
/// <remarks>One caller at a time.</remarks>
/// <param name="count">How many choices there are.</param>
/// <param name="start">Starts the generation of a choice.</param>
/// <param name="cancelled">Ends all of them.</param>
internal sealed class ChoiceStreams(int count, Func<int, GenerationStream> start, CancellationToken cancelled) : IAsyncDisposable
{
    // A request with many choices must not take every sequence of the mesh, nor wait in its queues until it times out.
    private const int MostAtOnce = 8;

    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
    private readonly GenerationStream?[] _streams = new GenerationStream?[count];
    private readonly List<(int Choice, Task<Verdict> Next)> _running = [];
    private readonly string? _request = RequestId.Current;
    private int _started;
    private int? _resting;

    public int Count => count;

    /// <summary>Whether every choice has had its last verdict.</summary>
    public bool IsOver => _started == count && _running.Count == 0 && _resting is null;

    /// <summary>The generation of a choice that a verdict has come of.</summary>
    public GenerationStream this[int choice] => _streams[choice] ?? throw new InvalidOperationException($"Choice {choice} has not begun.");

    /// <summary>Waits for the next verdict on any choice; not to be called once all are over. Throws what <see cref="GenerationStream.NextAsync"/> throws.</summary>
    public async Task<ChoiceVerdict> NextAsync()
    {
        if (_resting is { } rested)
            Run(rested);
        _resting = null;
        while (_started < count && _running.Count < MostAtOnce)
        {
            _streams[_started] = start(_started);
            Run(_started++);
        }

        // Those that were served go to the end of the line.
        if (_running.Count > 1)
            await Task.WhenAny(_running.Select(running => running.Next));
        var (choice, next) = _running.Count == 1 ? _running[0] : _running.First(running => running.Next.IsCompleted);
        var verdict = await next;
        _running.Remove((choice, next));
        if (verdict.Finish == FinishReason.Unspecified)
            _resting = choice;
        else
            await this[choice].DisposeAsync();
        return new ChoiceVerdict(choice, verdict);
    }

    public async ValueTask DisposeAsync()
    {
        // Called by the server when the request is over, outside of it.
        RequestId.Enter(_request);
        await _ended.CancelAsync();
        foreach (var (_, next) in _running)
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var stream in _streams.OfType<GenerationStream>())
            await stream.DisposeAsync();
        _ended.Dispose();
    }

    private void Run(int choice) => _running.Add((choice, this[choice].NextAsync(_ended.Token)));
}
