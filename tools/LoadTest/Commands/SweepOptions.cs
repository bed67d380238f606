using System.CommandLine;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Sweeps;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about the levels of a sweep.</summary>
internal sealed class SweepOptions
{
    private const double MostClients = 256;
    private const double MostRate = 1024;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(20);

    private readonly Option<string> _over = new Option<string>("--over") { Description = "What is raised: clients, or chats a second." }
        .Default("concurrency").Among("concurrency", "rate");

    private readonly Option<double> _from = Options.Number<double>("--from", "LEVEL", "The first level.", 0.001).Default(1);

    private readonly Option<double?> _to = Options.Number<double?>(
        "--to", "LEVEL", $"No level is above this. Default: {MostClients} clients, {MostRate} chats a second.", 0.001, 1e6);

    private readonly Option<double> _factor = Options.Number<double>("--factor", "X", "Each level is X times the last.", 1.01, 100).Default(2);

    private readonly Option<int> _refine = Options.Number<int>(
        "--refine", "N", "Levels tried between the last good one and the first that is too much.", 0, 20).Default(2);

    private readonly Option<double> _attainment = Options.Number<double>(
        "--attainment", "SHARE", "With --goodput: least share of requests that keep the limits.", 0, 1).Default(0.9);

    private readonly Option<double> _mostFailed = Options.Number<double>("--max-failed", "SHARE", "Share of requests that may fail.", 0, 1).Default(0.01);
    private readonly Option<TimeSpan?> _duration = Options.Time("--duration", "How long each level starts chats. Default: 20s.");

    private readonly Option<string> _arrivals = new Option<string>("--arrivals") { Description = "With --over rate: how chats are spread over time." }
        .Default("poisson").Among("poisson", "constant");

    public IEnumerable<Option> All => [_over, _from, _to, _factor, _refine, _attainment, _mostFailed, _duration, _arrivals];

    public SweepPlan Plan(ParseResult parsed)
    {
        var axis = Enum.Parse<SweepAxis>(parsed.GetRequiredValue(_over), ignoreCase: true);
        var plan = new SweepPlan(
            axis, parsed.GetValue(_from), parsed.GetValue(_to) ?? (axis == SweepAxis.Concurrency ? MostClients : MostRate),
            parsed.GetValue(_factor), parsed.GetValue(_refine), parsed.GetValue(_attainment), parsed.GetValue(_mostFailed));
        if (plan.To < plan.From)
            throw new LoadTestException($"--to ({plan.To:0.###}) is below --from ({plan.From:0.###}).");
        if (axis == SweepAxis.Concurrency && (plan.From < 1 || plan.From != Math.Floor(plan.From)))
            throw new LoadTestException($"--from ({plan.From:0.###}) is no number of clients.");
        return plan;
    }

    /// <summary>The load of a level.</summary>
    public LoadPlan Load(ParseResult parsed, SweepAxis axis, double level)
    {
        var limit = new LoadLimit(null, parsed.GetValue(_duration) ?? DefaultDuration);
        return axis == SweepAxis.Concurrency
            ? new LoadPlan(limit, (int)level, null)
            : new LoadPlan(limit, null, new ArrivalPlan(Enum.Parse<ArrivalKind>(parsed.GetRequiredValue(_arrivals), ignoreCase: true), level));
    }
}
