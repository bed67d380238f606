namespace SpecMesh.NodeHosting;

/// <summary>Work that other threads have for an engine's thread, in the order in which it came, until it is closed.</summary>
/// <remarks>Waiting for work allocates nothing, unlike in a <see cref="System.Collections.Concurrent.BlockingCollection{T}"/>: the thread waits once a pass.</remarks>
internal sealed class Inbox
{
    private readonly object _gate = new();
    private readonly Queue<(Action Work, Action? Otherwise)> _posts = [];
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _posts.Count;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    /// <returns>False: it is closed, and nothing was added.</returns>
    public bool TryAdd((Action Work, Action? Otherwise) post)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _posts.Enqueue(post);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes the oldest post, or waits for one. Only one thread may take.</summary>
    /// <param name="post">What was taken.</param>
    /// <param name="milliseconds">How long to wait; -1: until there is one.</param>
    /// <returns>False: there was none in time, or there is none and it is closed.</returns>
    public bool TryTake(out (Action Work, Action? Otherwise) post, int milliseconds = 0)
    {
        lock (_gate)
        {
            // A pulse is for a post or for the close, and nobody else takes.
            if (_posts.Count == 0 && !_closed && milliseconds != 0)
                Monitor.Wait(_gate, milliseconds);
            return _posts.TryDequeue(out post);
        }
    }

    /// <summary>Nothing more is taken in; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
