using System.Collections.Concurrent;

namespace SpecMesh.LoadTest.Load;

/// <summary>What a run has done so far; many threads write, the view reads.</summary>
internal sealed class LiveFigures
{
    private readonly ConcurrentQueue<RequestResult> _finished = new();
    private int _started;
    private int _running;
    private long _pieces;

    /// <summary>Requests sent.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Requests whose answer has not ended.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Chunks with text so far.</summary>
    public long Pieces => Interlocked.Read(ref _pieces);

    /// <summary>Requests that ended, in the order of their ends.</summary>
    public IReadOnlyCollection<RequestResult> Finished => _finished;

    public void Start()
    {
        Interlocked.Increment(ref _started);
        Interlocked.Increment(ref _running);
    }

    public void Piece() => Interlocked.Increment(ref _pieces);

    public void End(RequestResult result)
    {
        _finished.Enqueue(result);
        Interlocked.Decrement(ref _running);
    }
}
