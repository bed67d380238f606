using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;
using SpecMesh.Gateway.Generations;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>What is known of an answer when it is over.</summary>
internal sealed record AnswerSummary(Usage Usage, Timings Timings, AnswerMetrics? Metrics)
{
    public static AnswerSummary Of(AnswerRequest request, ChoiceStreams choices)
    {
        var tally = default(TokenTally);
        var prompt = TimeSpan.Zero;
        var predicted = TimeSpan.Zero;
        var processed = 0;
        for (var choice = 0; choice < choices.Count; choice++)
        {
            var stream = choices[choice];
            tally = Add(tally, stream.Tally, isFirstOfPrompt: choice % request.Options.ChoicesPerPrompt == 0);
            processed += stream.Tally.Prompt - stream.Tally.Cached;
            prompt += stream.Timing.Prompt;
            predicted += stream.Timing.Predicted;
        }

        // As in vLLM: these describe a single run of passes.
        var metrics = request.Options.Metrics && choices.Count == 1 ? MetricsOf(choices[0]) : null;
        return new AnswerSummary(UsageOf(tally), TimingsOf(tally, processed, prompt, predicted), metrics);
    }

    private static TokenTally Add(TokenTally sum, TokenTally choice, bool isFirstOfPrompt) => new(
        sum.Prompt + (isFirstOfPrompt ? choice.Prompt : 0),
        sum.Cached + (isFirstOfPrompt ? choice.Cached : 0),
        sum.Completion + choice.Completion,
        sum.Draft + choice.Draft,
        sum.Prediction + choice.Prediction,
        sum.Guess + choice.Guess);

    private static Usage UsageOf(TokenTally tally) => new(
        tally.Prompt,
        tally.Completion,
        tally.Prompt + tally.Completion,
        new PromptTokensDetails(tally.Cached),
        new CompletionTokensDetails(
            tally.Draft.Accepted + tally.Prediction.Accepted,
            tally.Draft.Rejected + tally.Prediction.Rejected,
            new SpeculationDetails(CountsOf(tally.Draft), CountsOf(tally.Prediction), CountsOf(tally.Guess))));

    private static GuessCounts CountsOf(GuessTally tally) => new(tally.Accepted, tally.Rejected);

    private static Timings TimingsOf(TokenTally tally, int processed, TimeSpan prompt, TimeSpan predicted)
    {
        var drafted = tally.Draft.Accepted + tally.Draft.Rejected;
        return new Timings(
            tally.Cached,
            processed,
            prompt.TotalMilliseconds,
            Ratio(prompt.TotalMilliseconds, processed),
            Ratio(processed, prompt.TotalSeconds),
            tally.Completion,
            predicted.TotalMilliseconds,
            Ratio(predicted.TotalMilliseconds, tally.Completion),
            Ratio(tally.Completion, predicted.TotalSeconds),
            drafted > 0 ? drafted : null,
            drafted > 0 ? tally.Draft.Accepted : null);
    }

    private static AnswerMetrics MetricsOf(GenerationStream stream)
    {
        var draft = stream.Tally.Draft;
        var steps = stream.Acceptance.Passes.Sum();
        return new AnswerMetrics(new SpeculativeDecoding(
            1 + Ratio(draft.Accepted, steps),
            Ratio(draft.Accepted, draft.Accepted + draft.Rejected),
            stream.Acceptance.Passes,
            steps,
            draft.Accepted,
            draft.Accepted + draft.Rejected,
            stream.Acceptance.Deepest));
    }

    private static double Ratio(double value, double by) => by > 0 ? value / by : 0;
}
