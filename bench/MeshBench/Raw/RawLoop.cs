using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.MeshBench.Raw;

/// <summary>
/// What the engine can do at all: a bare loop around it, one generation at a time, at the settings that the verifier has. It reads requests
/// from standard input, one JSON line each, and answers each with a line.
/// </summary>
internal static class RawLoop
{
    /// <summary>Its first line, with the engine's name behind it.</summary>
    public const string Ready = "ready on ";

    private const int PrefillRows = 256;

    public static async Task<int> RunAsync(string model, int threads, int context, CancellationToken cancellation)
    {
        var options = new LlamaOptions { Path = model, Context = context, Sequences = 1, Threads = threads, BatchThreads = threads, Exact = Toggle.On, GpuLayers = 0 };
        using var engine = await new LlamaModelLoader(NullLogger<LlamaModelLoader>.Instance).LoadAsync(options, progress: null, cancellation);
        await Console.Out.WriteLineAsync(Ready + engine.Facts.Engine);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            var request = JsonNode.Parse(line)!;
            var turns = request["messages"]!.AsArray().Select(static turn => new ChatTurn(turn!["role"]!.GetValue<string>(), turn["content"]!.GetValue<string>()));
            var sampling = new SamplingParameters { Seed = request["seed"]!.GetValue<ulong>(), Temperature = request["temperature"]!.GetValue<float>() };
            var answer = Generate(engine, engine.Vocabulary.ApplyChatTemplate([.. turns]), sampling, request["max_tokens"]!.GetValue<int>());
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer));
        }

        return 0;
    }

    private static RawAnswer Generate(LlamaEngine engine, int[] prompt, SamplingParameters sampling, int maxTokens)
    {
        var sampler = new CoupledSampler(sampling);
        var tokens = new List<int>(prompt);
        var batch = new DecodeBatch();
        engine.Truncate(0, 0);
        // All but the last two tokens, in chunks of at least two rows: the rest is decoded as every later token.
        for (var from = 0; from < prompt.Length - 2;)
        {
            var rows = Math.Min(PrefillRows, prompt.Length - 2 - from);
            Feed(engine, batch, tokens, from, rows);
            from += rows;
        }

        var cached = Math.Max(0, prompt.Length - 2);
        var times = new List<long>();
        while (times.Count < maxTokens)
        {
            // Two rows, as exact passes need: what is pending, and a repetition of it where that is one token only.
            var pending = tokens.Count - cached;
            Feed(engine, batch, [.. tokens, tokens[^1]], cached, 2);
            var next = sampler.Sample(engine.Logits(pending - 1), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens));
            cached += pending;
            engine.Truncate(0, cached);
            tokens.Add(next);
            times.Add(Stopwatch.GetTimestamp());
            if (engine.Vocabulary.IsEndOfGeneration(next))
                break;
        }

        return new RawAnswer(times, prompt.Length);
    }

    private static void Feed(LlamaEngine engine, DecodeBatch batch, List<int> tokens, int from, int rows)
    {
        batch.Clear();
        for (var row = 0; row < rows; row++)
            batch.Add(tokens[from + row], from + row, 0, wantLogits: rows == 2);
        engine.Decode(batch);
    }
}

/// <param name="Times">When each token came, as timestamps.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
internal sealed record RawAnswer(IReadOnlyList<long> Times, int PromptTokens);
