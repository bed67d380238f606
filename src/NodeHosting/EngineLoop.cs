using SpecMesh.Inference.Engine;

namespace SpecMesh.NodeHosting;

/// <summary>
/// The one thread that owns an engine. Others post work to it; between posts it ticks.
/// </summary>
/// <remarks>
/// Session state is touched by this thread only, so the code that runs here needs no lock. A post is taken before the next tick: what
/// a caller cancels is gone within one tick.
/// </remarks>
public abstract class EngineLoop : IDisposable
{
    private readonly Inbox _inbox = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    protected EngineLoop(IEngine engine, string name)
    {
        Engine = engine;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Completes when the thread has ended; faults with what ended it if that was an error.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The engine. Decoded on this thread only.</summary>
    public IEngine Engine { get; }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Has the thread run <paramref name="work"/> before its next tick.</summary>
    /// <param name="work">What to run.</param>
    /// <param name="otherwise">Called instead, on any thread, if the loop ends before it gets to <paramref name="work"/>.</param>
    public void Post(Action work, Action? otherwise = null)
    {
        if (!_inbox.TryAdd((work, otherwise)))
            otherwise?.Invoke();
    }

    /// <summary>Ends the thread after its current tick, and the sessions with it.</summary>
    public void Stop() => _inbox.Close();

    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive)
            _thread.Join();
        Engine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what can be done now, at most about one forward pass of it.</summary>
    /// <returns>How long to wait for a post before the next tick: zero to go on at once, infinite if only a post can bring work.</returns>
    protected abstract TimeSpan Tick();

    /// <summary>Ends every session: the thread is about to.</summary>
    /// <param name="reason">Why, as a sentence for the callers.</param>
    protected abstract void EndAll(string reason);

    private void Run()
    {
        try
        {
            var wait = Timeout.InfiniteTimeSpan;
            while (Drain(wait))
                wait = Tick();
            EndAll("The node is shutting down.");
            RefuseRest();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            Stop();
            EndAll("The node failed and is restarting.");
            RefuseRest();
            _ended.SetException(e);
        }
    }

    private bool Drain(TimeSpan wait)
    {
        // Rounded up: a wait of less than a millisecond must not turn into a spin.
        var milliseconds = wait == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Ceiling(wait.TotalMilliseconds);
        if (_inbox.TryTake(out var post, milliseconds))
        {
            post.Work();
            // Those that are there now: whoever posts without end must not keep the loop from its work.
            for (var left = _inbox.Count; left > 0 && _inbox.TryTake(out post); left--)
                post.Work();
        }

        return !_inbox.IsClosed;
    }

    private void RefuseRest()
    {
        while (_inbox.TryTake(out var post))
            post.Otherwise?.Invoke();
    }
}
