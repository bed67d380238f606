using Microsoft.AspNetCore.Builder;

namespace SpecMesh.VerifierService.Tests;

/// <summary>A verifier around a scripted engine, and generations for it.</summary>
internal static class TestVerifier
{
    /// <summary>One sequence with much room, whose passes take long enough that callers can act between them.</summary>
    public static ScriptedOptions Slow { get; } = new()
    {
        Context = 8192, Sequences = 1, Exact = true, PassDuration = _ => TimeSpan.FromMilliseconds(1),
    };

    public static Task<RunningNode> StartAsync(ScriptedOptions options, params string[] settings) =>
        RunningNode.StartAsync(Build, new ScriptedEngine(options), settings);

    public static Task<RunningNode> StartAsync(ScriptedEngine engine, params string[] settings) =>
        RunningNode.StartAsync(Build, engine, settings);

    /// <summary>A generation that ends by itself or after so many tokens.</summary>
    public static Generation Generation(string prompt = "tell me a story", ulong seed = 1, float temperature = 1, int maxTokens = 60) =>
        new()
        {
            Id = $"test-{seed}",
            Text = prompt,
            MaxTokens = maxTokens,
            Sampling = new Sampling { Seed = seed, Temperature = temperature },
        };

    /// <summary>A generation that only its limits end: the end-of-turn token is forbidden.</summary>
    public static Generation Endless(string prompt = "tell me a story", ulong seed = 1, int maxTokens = 0)
    {
        var generation = Generation(prompt, seed, maxTokens: maxTokens);
        generation.Sampling.LogitBias[ScriptedVocabulary.EndOfTurn] = float.NegativeInfinity;
        return generation;
    }

    private static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure) => VerifierApp.Build(args, configure);
}
