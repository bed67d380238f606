using System.Diagnostics;
using SpecMesh.ServiceDefaults.Telemetry;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>The span of one generation, over all its attempts, with OpenTelemetry's attributes for generative AI.</summary>
internal sealed class GenerationTrace
{
    public const string SourceName = "SpecMesh.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Activity _span;

    private GenerationTrace(Activity span) => _span = span;

    /// <summary>Begins to trace a generation, below the span of its request.</summary>
    /// <returns>Null if nobody would read it.</returns>
    public static GenerationTrace? Begin(Generation generation)
    {
        if (!Source.HasListeners())
            return null;
        var operation = generation.PromptCase == Generation.PromptOneofCase.Chat ? "chat" : "text_completion";
        if (Source.Begin($"{operation} {generation.Model}", Activity.Current?.Context ?? default) is not { } span)
            return null;
        span.SetTag("gen_ai.operation.name", operation).SetTag("gen_ai.request.model", generation.Model);
        if (generation.MaxTokens > 0)
            span.SetTag("gen_ai.request.max_tokens", generation.MaxTokens);
        if (generation.Sampling is { } sampling)
            span.SetTag("gen_ai.request.temperature", sampling.Temperature).SetTag("gen_ai.request.seed", unchecked((long)sampling.Seed));
        span.SetTag("specmesh.generation.id", generation.Id).SetTag(RequestId.Attribute, RequestId.Current);
        return new GenerationTrace(span);
    }

    /// <summary>Has what is called from now on be below this span, until the calling asynchronous method returns.</summary>
    public void Enter() => Activity.Current = _span;

    public void FirstTokensCame() => _span.AddEvent(new ActivityEvent("first tokens"));

    /// <summary>An attempt broke, and another is to go on.</summary>
    public void Replayed(string node, string reason, int tokens) => _span.AddEvent(new ActivityEvent(
        "replay", tags: new() { { "specmesh.node", node }, { "reason", reason }, { "specmesh.tokens", tokens } }));

    /// <summary>The generation is over.</summary>
    public void End(TokenTally tally, Opened? opened, FinishReason finish, Exception? failure)
    {
        _span.SetTag("gen_ai.usage.input_tokens", tally.Prompt).SetTag("gen_ai.usage.output_tokens", tally.Completion);
        _span.SetTag("gen_ai.response.model", opened?.Model).SetTag("specmesh.cached_tokens", tally.Cached);
        _span.SetTag("specmesh.accepted_tokens", tally.Draft.Accepted).SetTag("specmesh.rejected_tokens", tally.Draft.Rejected);
        if (failure is not null)
            _span.Fail(failure);
        else if (finish != FinishReason.Unspecified)
            _span.SetTag("gen_ai.response.finish_reasons", (string[])[finish.ToString().ToLowerInvariant()]);
        else
            _span.SetTag("error.type", GenerationMetrics.ClientLeft);
        _span.End();
    }
}
