using System.Collections.Concurrent;
using SpecMesh.Inference.Engine;

namespace SpecMesh.NodeHosting.Tests;

/// <summary>A loop that writes down what happens to it.</summary>
internal sealed class RecordingLoop(IEngine engine, Func<TimeSpan>? tick = null) : EngineLoop(engine, "recording")
{
    /// <summary>"tick", "end: reason", and what a test adds.</summary>
    public ConcurrentQueue<string> Events { get; } = [];

    /// <summary>Has the loop run something, and waits until it has.</summary>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            work();
            done.SetResult();
        });
        return done.Task;
    }

    protected override TimeSpan Tick()
    {
        Events.Enqueue("tick");
        return tick?.Invoke() ?? Timeout.InfiniteTimeSpan;
    }

    protected override void EndAll(string reason) => Events.Enqueue($"end: {reason}");
}
