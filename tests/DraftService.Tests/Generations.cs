namespace SpecMesh.DraftService.Tests;

/// <summary>Generations for scripted engines.</summary>
internal static class Generations
{
    /// <summary>Only its limits end it: the end-of-turn token is forbidden.</summary>
    public static Generation Endless(ulong seed = 1, float temperature = 1, int maxTokens = 60) => new()
    {
        Id = $"test-{seed}",
        Text = $"this is prompt number {seed % 7}",
        MaxTokens = maxTokens,
        Sampling = new Sampling
        {
            Seed = seed, Temperature = temperature, LogitBias = { [ScriptedVocabulary.EndOfTurn] = float.NegativeInfinity },
        },
    };

    /// <summary>It may end by itself, and every kind of sampling is there.</summary>
    public static Generation Any(ulong seed)
    {
        var generation = Endless(seed, temperature: seed % 3 == 0 ? 0 : 0.5f + seed % 3);
        generation.Sampling.LogitBias.Clear();
        switch (seed % 4)
        {
            case 0:
                generation.Sampling.TopK = 20;
                generation.Sampling.TopP = 0.9f;
                break;
            case 1:
                generation.Sampling.RepetitionPenalty = 1.3f;
                generation.Sampling.FrequencyPenalty = 0.2f;
                break;
            case 2:
                generation.Sampling.MinP = 0.05f;
                generation.Stop.Add("e");
                break;
        }

        return generation;
    }
}
