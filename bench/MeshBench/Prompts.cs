using System.Text.Json;
using System.Text.Json.Nodes;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.MeshBench;

/// <summary>A held-out prompt of the bundled pair.</summary>
internal sealed record Prompt(string Genre, JsonNode Messages);

internal static class Prompts
{
    /// <summary>The first prompts of each genre, genres taking turns.</summary>
    public static IReadOnlyList<Prompt> Load(int perGenre)
    {
        var file = Path.Combine(Path.GetDirectoryName(BundledModels.Target)!, "prompts", "heldout.jsonl");
        return
        [
            .. File.ReadLines(file)
                .Where(static line => line.Length > 0)
                .Select(static line => JsonNode.Parse(line) ?? throw new JsonException("A line of the prompts file is null."))
                .Select(static node => new Prompt(node["genre"]!.GetValue<string>(), node["messages"]!))
                .GroupBy(static prompt => prompt.Genre)
                .SelectMany(group => group.Take(perGenre).Select(static (prompt, index) => (prompt, index)))
                .OrderBy(static entry => entry.index)
                .Select(static entry => entry.prompt),
        ];
    }
}
