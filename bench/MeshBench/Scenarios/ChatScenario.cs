using System.Text;
using System.Text.Json.Nodes;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>What long prompts, second turns and open sessions cost: prefill, prefix cache and memory.</summary>
internal static class ChatScenario
{
    private const int Context = 2048;
    private const int LongPromptTokens = 1500;
    private const int Streams = 8;
    private const int Chunk = 256;

    public static async Task RunAsync(Lab lab)
    {
        var mesh = await lab.StartMeshAsync(Streams + 1, Context, lab.CheapDraft);
        var mode = Mode.Mesh(mesh);
        var question = new Question(0, 1, lab.Options.MaxTokens);
        foreach (var prompt in lab.Prompts.Take(4))
            await mode.AskAsync(prompt, question, lab.Cancellation);

        await SecondTurnAsync(lab, mode);
        await LongPromptAsync(lab, mesh, mode);
    }

    private static async Task SecondTurnAsync(Lab lab, Mode mode)
    {
        var messages = new JsonArray(Message("user", LongText(600)));
        var first = await mode.AskAsync(new Prompt("", messages), new Question(0, 1, 64), lab.Cancellation);
        messages = (JsonArray)messages.DeepClone();
        messages.Add((JsonNode)Message("assistant", first.Text));
        messages.Add((JsonNode)Message("user", "And then?"));
        var second = await mode.AskAsync(new Prompt("", messages), new Question(0, 1, 16), lab.Cancellation);

        var old = first.PromptTokens + first.Tokens;
        lab.Report.Note(
            $"Second turn: {second.PromptTokens} prompt tokens, {second.CachedTokens} of them cached (the first turn had {old}); first token after "
            + $"{second.FirstToken.TotalMilliseconds:0} ms, in the first turn {first.FirstToken.TotalMilliseconds:0} ms.");
        lab.Report.Judge("tokens of the first turn that the second found in the cache, as a share", 0.97, (double)second.CachedTokens / old);
    }

    private static async Task LongPromptAsync(Lab lab, BenchMesh mesh, Mode mode)
    {
        // The chunk alone: a prompt of five chunks, its prefill time by the verifier's own clock.
        var before = await mesh.ReadAsync(lab.Cancellation);
        await mode.AskAsync(Prompt.User("Alone. " + LongText(LongPromptTokens)), new Question(0, 1, 4), lab.Cancellation);
        var work = Measures.MeshWork.Between(before, await mesh.ReadAsync(lab.Cancellation));
        var chunk = work.PrefillSeconds * Chunk / LongPromptTokens;

        var streams = Enumerable.Range(0, Streams)
            .Select(index => mode.AskAsync(lab.Prompts[index % lab.Prompts.Count], new Question(1, 100 + index, 400), lab.Cancellation)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(2), lab.Cancellation);
        var arrived = System.Diagnostics.Stopwatch.GetTimestamp();
        var late = await mode.AskAsync(Prompt.User("Late. " + LongText(LongPromptTokens)), new Question(0, 1, 4), lab.Cancellation);
        var answers = await Task.WhenAll(streams);

        var worst = answers.SelectMany(answer => answer.Pieces.Zip(answer.Pieces.Skip(1)))
            .Where(pair => pair.Second >= arrived && pair.First <= late.Pieces[0])
            .Select(static pair => System.Diagnostics.Stopwatch.GetElapsedTime(pair.First, pair.Second).TotalSeconds)
            .DefaultIfEmpty(0).Max();
        lab.Report.Note(
            $"A prompt of {late.PromptTokens} tokens while {Streams} others stream: first token after {late.FirstToken.TotalMilliseconds:0} ms; "
            + $"worst gap of the others {worst * 1000:0} ms; a chunk of {Chunk} tokens alone takes {chunk * 1000:0} ms.");
        lab.Report.JudgeAtMost("worst gap of 8 streams while a long prompt comes in, in prefill chunks", 2, worst / chunk);
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    // About two tokens a word in the bundled vocabulary's own world.
    private static string LongText(int tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens / 8; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"The fox saw {i % 10} birds. ");
        return text.ToString();
    }
}
