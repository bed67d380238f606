using System.Text.Json;

namespace SpecMesh.DraftService.Tests;

/// <summary>The bundled pair on llama.cpp at the exact setting: through the draft and without it, the same tokens.</summary>
public sealed class RealPairTests
{
    private const int Prompts = 20;
    private static readonly string[] Settings = ["Model:Context=512", "Model:Sequences=4", "Model:Threads=1", "Model:BatchThreads=1"];
    private readonly CancellationToken _limit = Limit.Start(TimeSpan.FromMinutes(4));

    [Fact]
    public async Task Held_out_prompts_are_answered_alike_with_and_without_a_draft()
    {
        await using var verifier = await TestMesh.StartVerifierAsync(null, [.. Settings, $"Model:Path={BundledModels.Target}"]);
        await using var draft = await TestMesh.StartDraftAsync(null, [verifier.Address], [.. Settings, $"Model:Path={BundledModels.Draft}"]);
        await draft.WaitForLoadAsync(load => load.Ready, _limit);

        var accepted = new int[2];
        await Parallel.ForEachAsync(
            HeldOut().SelectMany(chat => new[] { (chat, 0), (chat, 1) }),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = _limit },
            async (request, cancelled) =>
            {
                var (chat, temperature) = request;
                var generation = new Generation
                {
                    Id = "real", Chat = chat, MaxTokens = 40, Sampling = new Sampling { Seed = 7, Temperature = temperature },
                };
                var answer = await GenerateCall.RunAsync(draft, generation, cancelled);
                var plain = await VerifyCall.RunAsync(verifier.Channel, generation, cancelled);
                Assert.Equal(plain.Tokens, answer.Tokens);
                Assert.Equal((plain.Text, plain.Finish), (answer.Text, answer.Finish));
                Interlocked.Add(ref accepted[temperature], answer.Accepted);
            });
        Assert.True(accepted[0] > 0 && accepted[1] > 0, $"{accepted[0]} accepted greedily, {accepted[1]} at temperature 1");
    }

    /// <summary>Prompts of every genre.</summary>
    private static List<Chat> HeldOut()
    {
        var lines = File.ReadAllLines(BundledModels.PathOf("prompts/heldout.jsonl"));
        return [.. Enumerable.Range(0, Prompts).Select(i => Parse(lines[i * lines.Length / Prompts]))];
    }

    private static Chat Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var chat = new Chat();
        foreach (var message in json.RootElement.GetProperty("messages").EnumerateArray())
        {
            chat.Messages.Add(new Message
            {
                Role = message.GetProperty("role").GetString(), Content = message.GetProperty("content").GetString(),
            });
        }

        return chat;
    }
}
