using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Health;
using SpecMesh.LoadTest.Memory;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Load;

/// <summary>Puts a plan's load on its server.</summary>
internal sealed class LoadRun(RunPlan plan, PromptSet prompts, HttpClient http, TimeProvider time, MemoryWatch? memory = null)
{
    private readonly CompletionClient _client = new(http, time, plan.Endpoint.Patience);
    private readonly RequestFormat _format = new(plan.Requests, plan.Endpoint.Api, plan.Endpoint.Path);

    /// <summary>Asks a few times, unmeasured: connections and caches are there, and a server that cannot answer at all is found out.</summary>
    /// <exception cref="LoadTestException">The first request failed.</exception>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        if (prompts.Synthetic is { } synthetic)
            synthetic.Calibrate((await AskAsync(SyntheticPrompts.Calibration with { MaxTokens = 1 }, cancellation)).Usage?.Prompt ?? 0);
        if (plan.Warmup == 0)
            return;
        await AskAsync(prompts.Source.Chat(0), cancellation);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, plan.Warmup - 1),
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = plan.Load.Concurrency ?? plan.Warmup },
            async (number, token) => await _client.SendAsync(_format.Path, _format.Body(number, prompts.Source.Chat(number)), null, token));
    }

    /// <summary>The measured run. Stopping it gives what was measured until then.</summary>
    /// <param name="watch">Gets what a view of the run needs, at its start.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RunResult> RunAsync(Action<RunWatch>? watch, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var (clock, live) = (new RunClock(time), new LiveFigures());
        var monitor = ClientMonitor.OfThisProcess(clock);
        using var ended = new CancellationTokenSource();
        var watching = Task.Run(() => monitor.RunAsync(ended.Token), CancellationToken.None);
        var measuring = memory is null ? null : Task.Run(() => memory.RunAsync(clock, ended.Token), CancellationToken.None);
        watch?.Invoke(new RunWatch(plan, clock, live, monitor));

        var chats = new ChatRunner(_client, _format, prompts.Source, plan.Prompts.ThinkTime, plan.Load.Limit, clock, live);
        await (plan.Load.Arrivals is { } arrivals
            ? new OpenLoop(chats, arrivals.Times(plan.Load.Limit, plan.Requests.Seed), plan.Load.Concurrency, plan.Load.Limit, clock).RunAsync(cancellation)
            : new ClosedLoop(chats, plan.Load.Concurrency ?? 1, plan.Load.Limit, clock).RunAsync(cancellation));

        await ended.CancelAsync();
        IReadOnlyList<RequestResult> results = [.. live.Finished.OrderBy(static result => result.Chat).ThenBy(static result => result.Turn)];
        var last = results.Select(static result => result.Ended).DefaultIfEmpty(clock.Now).Max();
        return new RunResult(plan, started, last, results, await watching, measuring is null ? [] : await measuring, cancellation.IsCancellationRequested);
    }

    private async Task<Exchange> AskAsync(Conversation conversation, CancellationToken cancellation)
    {
        var exchange = await _client.SendAsync(_format.Path, _format.Body(0, conversation), null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        // A prompt may well have an empty answer.
        if (exchange.Failure is { Class: not FailureClass.Empty } failure)
            throw new LoadTestException(Explain(failure));
        return exchange;
    }

    private string Explain(Failure failure)
    {
        var where = new Uri(plan.Endpoint.Address, plan.Endpoint.Path);
        var reason = failure.Message.TrimEnd('.');
        return failure.Class switch
        {
            FailureClass.Connect => $"{where} cannot be reached: {reason}. Is the server running? Its address is set with --url.",
            FailureClass.Timeout => $"{where} did not answer the first request within {plan.Endpoint.Patience.TotalSeconds:0.###} s (--timeout).",
            FailureClass.ClientError => $"{where} refused the first request: {reason}. See --url, --model, --api-key and --body.",
            _ => $"{where} could not answer the first request ({failure.ClassName}): {reason}.",
        };
    }
}

/// <summary>What a view of a run looks at.</summary>
internal sealed record RunWatch(RunPlan Plan, RunClock Clock, LiveFigures Live, ClientMonitor Monitor);
