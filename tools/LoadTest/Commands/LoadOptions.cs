using System.CommandLine;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about how much is asked at a time.</summary>
internal sealed class LoadOptions
{
    private const int DefaultChats = 100;

    private readonly Option<int?> _requests = Options.Number<int?>(
        "--requests", "N", "Chats to start. Default: 100, without --duration and --trace.", 1, int.MaxValue, "--num-prompts");

    private readonly Option<TimeSpan?> _duration = Options.Time("--duration", "How long chats are started.");

    private readonly Option<int?> _concurrency = Options.Number<int?>(
        "--concurrency", "N", "Closed loop: clients, each asking anew once it is answered (default 1). Open loop: most requests at once.", 1, 100_000, "--max-concurrency");

    private readonly Option<double?> _rate = Options.Number<double?>(
        "--rate", "R", "Open loop: chats started a second, however slow the server is.", 0.0001, 1e6, "--request-rate");

    private readonly Option<string> _arrivals = new Option<string>("--arrivals") { Description = "Open loop: how chats are spread over time." }
        .Default("poisson").Among("poisson", "constant", "burst", "ramp");

    private readonly Option<int> _burst = Options.Number<int>("--burst-size", "N", "Chats that a burst starts at once.", 1).Default(10);
    private readonly Option<double> _rampFrom = Options.Number<double>("--ramp-from", "R", "Chats a second at the start of a ramp, whose end is --rate.", 0).Default(0);

    private readonly Option<string?> _trace = new("--trace")
    {
        HelpName = "FILE", Description = "Open loop: start chats at these times; a number or a JSON object with 'timestamp' on each line.",
    };

    private readonly Option<string> _unit = new Option<string>("--trace-unit") { Description = "Unit of the trace's times." }.Default("s").Among("s", "ms");
    private readonly Option<double> _speed = Options.Number<double>("--trace-speed", "X", "Replay the trace X times as fast.", 0.0001).Default(1);

    public IEnumerable<Option> All => [_requests, _duration, _concurrency, _rate, _arrivals, _burst, _rampFrom, _trace, _unit, _speed];

    public LoadPlan Read(ParseResult parsed)
    {
        var arrivals = Arrivals(parsed);
        var (requests, duration) = (parsed.GetValue(_requests), parsed.GetValue(_duration));
        if (requests is null && duration is null)
            requests = arrivals?.Trace?.Count ?? DefaultChats;
        return new LoadPlan(new LoadLimit(requests, duration), parsed.GetValue(_concurrency) ?? (arrivals is null ? 1 : null), arrivals);
    }

    private ArrivalPlan? Arrivals(ParseResult parsed)
    {
        var rate = parsed.GetValue(_rate);
        if (parsed.GetValue(_trace) is { } file)
        {
            if (rate is not null)
                throw new LoadTestException("--rate and --trace exclude each other: a trace has its own times. Replay it faster with --trace-speed.");
            var times = TraceFile.Read(file, parsed.GetRequiredValue(_unit) == "ms" ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1), parsed.GetValue(_speed));
            return new ArrivalPlan(ArrivalKind.Trace, times[^1] > TimeSpan.Zero ? (times.Count - 1) / times[^1].TotalSeconds : 0, Trace: times);
        }

        if (rate is { } perSecond)
        {
            var kind = Enum.Parse<ArrivalKind>(parsed.GetRequiredValue(_arrivals), ignoreCase: true);
            return new ArrivalPlan(kind, perSecond, parsed.GetValue(_burst), parsed.GetValue(_rampFrom));
        }

        return parsed.GetResult(_arrivals) is { Implicit: false }
            ? throw new LoadTestException("--arrivals needs --rate: without a rate, clients ask as soon as they are answered.")
            : null;
    }
}
