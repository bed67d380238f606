namespace SpecMesh.VerifierService.Tests;

/// <summary>Text that the caller expects: right or wrong, it changes the speed and no token.</summary>
public sealed class PredictionTests
{
    private const int Tokens = 150;

    // Without the two halves of a character: the answer's text must have the answer's tokens.
    private static readonly ScriptedOptions Options = new()
    {
        Exact = true, VocabularySize = 62, PassDuration = _ => TimeSpan.FromMilliseconds(2),
    };

    private readonly CancellationToken _limit = Limit.Start();

    [Fact]
    public async Task A_right_one_is_accepted_and_makes_passes_fewer()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var answer = await PredictAsync(verifier, text => text);
        Assert.True(answer.Verdicts.Sum(verdict => verdict.AcceptedPrediction) > Tokens / 2);
        Assert.True(answer.Verdicts.Count < Tokens / 2, $"{answer.Verdicts.Count} passes");
    }

    [Fact]
    public async Task One_that_differs_in_the_middle_is_of_use_before_and_after()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var answer = await PredictAsync(verifier, text => string.Concat(text.AsSpan(0, 60), "something else", text.AsSpan(70)));
        Assert.True(answer.Verdicts.Sum(verdict => verdict.AcceptedPrediction) > Tokens / 3);
        Assert.True(answer.Verdicts.Sum(verdict => verdict.RejectedPrediction) > 0);
    }

    [Fact]
    public async Task A_wrong_one_is_refused()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var answer = await PredictAsync(verifier, text => new string([.. text.Reverse()]));
        Assert.True(answer.Verdicts.Sum(verdict => verdict.RejectedPrediction) > 0);
    }

    [Fact]
    public async Task Plain_decoding_does_not_look_at_it()
    {
        await using var verifier = await TestVerifier.StartAsync(Options);
        var answer = await PredictAsync(verifier, text => text, generation => generation.Speculation = new V1.Speculation { Off = true });
        Assert.Equal(0, answer.Verdicts.Sum(verdict => verdict.AcceptedPrediction + verdict.RejectedPrediction));
    }

    private async Task<Answer> PredictAsync(RunningNode verifier, Func<string, string> predict, Action<Generation>? change = null)
    {
        var generation = TestVerifier.Endless(maxTokens: Tokens);
        var expected = PlainDecoding.Generate(Options, generation);
        generation.Prediction = predict(PlainDecoding.Text(new ScriptedVocabulary(Options.VocabularySize), expected));
        change?.Invoke(generation);

        var answer = await VerifyCall.RunAsync(verifier.Channel, generation, _limit);

        Assert.Equal(expected, answer.Tokens);
        return answer;
    }
}
