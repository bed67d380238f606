using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Load;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Metrics;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Tests.Support;

/// <summary>Plans, runs and results for tests.</summary>
internal static class Runs
{
    public static readonly ClientHealth Healthy = new(2, [], Distribution.Empty, TimeSpan.Zero);

    private static readonly Uri Nowhere = new("http://localhost:8080/");

    public static LoadPlan Closed(int clients, int chats) => new(new LoadLimit(chats, null), clients, null);

    public static LoadPlan Open(ArrivalPlan arrivals, int chats, int? mostAtOnce = null) => new(new LoadLimit(chats, null), mostAtOnce, arrivals);

    public static RunPlan Plan(LoadPlan load, ServiceLevel? level = null, Uri? address = null, TimeSpan? patience = null) => new(
        "test",
        new Endpoint(address ?? Nowhere, ApiKind.Chat, null, new Dictionary<string, string>(), patience ?? TimeSpan.FromMinutes(1)),
        new RequestSettings("scripted", 16, 0, Seed: 0, IgnoreEnd: false, Extra: null),
        new PromptPlan(["all"], new SyntheticLengths(10, 10, 0, 0), 1, TimeSpan.Zero),
        load,
        Warmup: 0,
        level);

    /// <summary>Puts a load on a server.</summary>
    public static async Task<RunResult> OnAsync(ScriptedServer server, LoadPlan load, ServiceLevel? level = null, CancellationToken? stop = null)
    {
        var plan = Plan(load, level, server.Address);
        return await OnAsync(plan, stop);
    }

    public static async Task<RunResult> OnAsync(RunPlan plan, CancellationToken? stop = null)
    {
        using var http = plan.Endpoint.CreateHttp();
        var run = new LoadRun(plan, plan.Prompts.Open(plan.Requests.Seed), http, TimeProvider.System);
        return await run.RunAsync(watch: null, stop ?? Limit.Start());
    }

    /// <summary>A request that was answered: a chunk at each of these milliseconds after it was meant to be sent.</summary>
    public static RequestResult Answered(double intended, IEnumerable<double> chunks, int tokens, int prompt = 5, (int Accepted, int Rejected)? drafts = null)
    {
        IReadOnlyList<TimeSpan> pieces = [.. chunks.Select(at => TimeSpan.FromMilliseconds(intended + at))];
        return Ended(intended, pieces, failure: null) with { Usage = new TokenUsage(prompt, tokens, 0, drafts?.Accepted, drafts?.Rejected) };
    }

    /// <summary>A request that failed.</summary>
    public static RequestResult Failed(double intended, FailureClass failure, string message = "no") =>
        Ended(intended, [], new Failure(failure, message));

    public static RunResult Result(IReadOnlyList<RequestResult> requests, TimeSpan duration, ServiceLevel? level = null, ClientHealth? client = null, LoadPlan? load = null, IReadOnlyList<MemorySeries>? memory = null) => new(
        Plan(load ?? Closed(1, requests.Count), level), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), duration, requests, client ?? Healthy, memory ?? [], StoppedEarly: false);

    private static RequestResult Ended(double intended, IReadOnlyList<TimeSpan> pieces, Failure? failure) => new()
    {
        Chat = 0,
        Turn = 0,
        Genre = "story",
        Intended = TimeSpan.FromMilliseconds(intended),
        Ready = TimeSpan.FromMilliseconds(intended),
        Sent = TimeSpan.FromMilliseconds(intended),
        Pieces = pieces,
        Ended = pieces.Count > 0 ? pieces[^1] : TimeSpan.FromMilliseconds(intended),
        Usage = null,
        Text = "",
        FinishReason = null,
        Failure = failure,
    };
}
