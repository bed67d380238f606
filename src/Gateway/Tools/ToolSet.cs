using System.Text.Json;

namespace SpecMesh.Gateway.Tools;

/// <summary>A function that the model may call.</summary>
/// <param name="Name">Its name: letters, digits, '-' and '_'.</param>
/// <param name="Definition">The whole definition as the client gave it: what the model reads.</param>
/// <param name="Parameters">JSON Schema of its arguments. Null: it takes none.</param>
/// <param name="Strict">Whether a schema that cannot be enforced is an error; else arguments are then any JSON object.</param>
/// <param name="Place">Where the schema lies in the request, for errors.</param>
internal sealed record Tool(string Name, JsonElement Definition, JsonElement? Parameters, bool Strict, string Place);

/// <summary>The tools of a request that may be called.</summary>
/// <param name="Tools">At least one.</param>
/// <param name="Required">Whether the answer must be a call; else it may be text, or text and calls.</param>
/// <param name="Forced">The only tool that may be called. Null: any.</param>
/// <param name="Parallel">Whether there may be several calls in an answer.</param>
internal sealed record ToolSet(IReadOnlyList<Tool> Tools, bool Required, string? Forced, bool Parallel)
{
    /// <summary>The tools that the answer may call.</summary>
    public IEnumerable<Tool> Callable => Tools.Where(tool => Forced is null || tool.Name == Forced);
}
