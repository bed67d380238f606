using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.MeshBench.Load;

/// <summary>A prompt.</summary>
internal sealed record Prompt(string Genre, JsonNode Messages)
{
    public static Prompt User(string text) =>
        new("", new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }));
}

/// <summary>The held-out prompts of the bundled pair.</summary>
internal static class Prompts
{
    /// <summary>The first prompts of each genre, genres taking turns.</summary>
    public static IReadOnlyList<Prompt> Load(int perGenre, string? genre = null)
    {
        var file = Path.Combine(Path.GetDirectoryName(BundledModels.Target)!, "prompts", "heldout.jsonl");
        IReadOnlyList<Prompt> prompts =
        [
            .. File.ReadLines(file)
                .Where(static line => line.Length > 0)
                .Select(static line => JsonNode.Parse(line) ?? throw new JsonException("A line of the prompts file is null."))
                .Select(static node => new Prompt(node["genre"]!.GetValue<string>(), node["messages"]!))
                .Where(prompt => genre is null || prompt.Genre == genre)
                .GroupBy(static prompt => prompt.Genre)
                .SelectMany(group => group.Take(perGenre).Select(static (prompt, index) => (prompt, index)))
                .OrderBy(static entry => entry.index)
                .Select(static entry => entry.prompt),
        ];
        return prompts.Count > 0 ? prompts : throw new ArgumentException($"There is no prompt of genre '{genre}'.");
    }
}
