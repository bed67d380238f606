using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Metrics;

namespace SpecMesh.LoadTest.Reports;

/// <summary>The figures of a view, brought up to date now and then; one thread uses it.</summary>
internal sealed class LiveHistory(RunWatch watch)
{
    private const int Kept = 40;

    /// <summary>Requests whose latencies are shown: the latest, so that a long run stays cheap to watch.</summary>
    private const int Window = 500;

    private const string Bars = " ▁▂▃▄▅▆▇█";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, int Ended, long Pieces)> _seconds = new([(TimeSpan.Zero, 0, 0)]);
    private double _tokensPerPiece = 1;

    public RunWatch Watch => watch;

    public int Completed { get; private set; }

    public int Failed { get; private set; }

    public double RequestRate { get; private set; }

    /// <summary>Tokens a second; of answers that still run, counted by their chunks.</summary>
    public double TokenRate { get; private set; }

    public Distribution FirstToken { get; private set; } = Distribution.Empty;

    public Distribution PerToken { get; private set; } = Distribution.Empty;

    public Distribution EndToEnd { get; private set; } = Distribution.Empty;

    public Acceptance? Acceptance { get; private set; }

    /// <summary>Tokens of each of the last seconds as small bars.</summary>
    public string Sparkline { get; private set; } = "";

    public void Update()
    {
        var finished = watch.Live.Finished.ToArray();
        Failed = finished.Count(static request => !request.Succeeded);
        Completed = finished.Length - Failed;
        var recent = finished.TakeLast(Window).Where(static request => request.Succeeded).ToList();
        FirstToken = Distribution.OfMilliseconds(recent.Select(static request => request.FirstToken));
        PerToken = Distribution.OfMilliseconds(recent.Select(static request => request.PerToken).OfType<TimeSpan>());
        EndToEnd = Distribution.OfMilliseconds(recent.Select(static request => request.EndToEnd));
        Acceptance = Acceptance.Of(recent);
        if (recent.Sum(static request => request.Pieces.Count) is > 0 and var pieces)
            _tokensPerPiece = recent.Sum(static request => (double)request.OutputTokens) / pieces;
        Advance(finished.Length);
    }

    private void Advance(int ended)
    {
        var now = watch.Clock.Now;
        if (now - _seconds.Last().At < Step)
            return;
        _seconds.Enqueue((now, ended, watch.Live.Pieces));
        while (_seconds.Count > Kept)
            _seconds.Dequeue();
        var list = _seconds.ToList();
        var rates = list.Zip(list.Skip(1), static (from, to) => (to.Pieces - from.Pieces) / (to.At - from.At).TotalSeconds).ToList();
        var last = list.TakeLast(6).ToList();
        var span = (last[^1].At - last[0].At).TotalSeconds;
        RequestRate = (last[^1].Ended - last[0].Ended) / span;
        TokenRate = (last[^1].Pieces - last[0].Pieces) * _tokensPerPiece / span;
        var most = rates.Max();
        Sparkline = string.Concat(rates.Select(rate => Bars[most > 0 ? (int)Math.Ceiling(rate / most * (Bars.Length - 1)) : 0]));
    }
}
