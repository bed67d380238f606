using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.EndToEnd.Mesh;

/// <summary>Requests to the bundled models.</summary>
internal static class Prompts
{
    // <|endoftext|>, <|im_start|> and <|im_end|> of the bundled vocabulary.
    private static readonly int[] SpecialTokens = [0, 1, 2];

    /// <summary>Conversations that the models were not trained on, with their genre, in the order of the file.</summary>
    public static IReadOnlyList<(string Genre, JsonArray Messages)> HeldOut { get; } =
    [
        .. File.ReadLines(ModelFile("prompts", "heldout.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .Select(line => (line["genre"]!.GetValue<string>(), (JsonArray)line["messages"]!.DeepClone())),
    ];

    /// <summary>A file in the folder of the bundled models.</summary>
    public static string ModelFile(params string[] path) =>
        Path.Combine([Path.GetDirectoryName(BundledModels.Target)!, .. path]);

    /// <summary>A chat request with one message of the user.</summary>
    public static JsonObject Chat(string message) => Chat([new JsonObject { ["role"] = "user", ["content"] = message }]);

    /// <summary>A chat request.</summary>
    public static JsonObject Chat(JsonArray messages) => new() { ["messages"] = messages.DeepClone() };

    /// <summary>A request for exactly <paramref name="tokens"/> tokens of text: those that could end it are forbidden.</summary>
    public static JsonObject Endless(int tokens, long seed) => new()
    {
        ["prompt"] = "Once there was a",
        ["max_tokens"] = tokens,
        ["temperature"] = 1.0,
        ["seed"] = seed,
        ["logit_bias"] = JsonSerializer.SerializeToNode(SpecialTokens.ToDictionary(token => $"{token}", _ => -100)),
    };

    /// <summary>The same request, answered with the most likely tokens.</summary>
    public static JsonObject Greedy(this JsonObject request) => request.With("temperature", 0);

    /// <summary>The same request with one field set.</summary>
    public static JsonObject With(this JsonObject request, string field, JsonNode value)
    {
        var changed = (JsonObject)request.DeepClone();
        changed[field] = value;
        return changed;
    }
}
