using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>tools</c>: what the shapes of the APIs have in common.</summary>
internal static partial class ToolDefinitions
{
    private const int MostTools = 128;

    /// <param name="fields">The request.</param>
    /// <param name="expected">What each tool must be.</param>
    /// <param name="read">Reads a tool.</param>
    public static List<Tool> Read(RequestFields fields, string expected, Func<RequestFields, Tool> read)
    {
        var tools = RequestArrays.Objects(fields, "tools", "an array of tools", expected).Select(read).ToList();
        if (tools.Count > MostTools)
            throw ApiErrors.BadValue("tools", $"'tools' has {tools.Count} tools, but may have at most {MostTools}.");
        if (tools.CountBy(static tool => tool.Name).FirstOrDefault(static count => count.Value > 1) is { Key: { } name })
            throw ApiErrors.BadValue("tools", $"'tools' has several functions with the name '{name}'.");
        return tools;
    }

    /// <summary>Reads a function.</summary>
    /// <param name="function">The object with its name, description and schema.</param>
    /// <param name="schema">The field that has the schema.</param>
    /// <param name="definition">What the model reads. Null: it is written in the shape of chat completions, which models were trained on.</param>
    public static Tool ReadFunction(RequestFields function, string schema, JsonElement? definition = null)
    {
        var name = function.RequiredText("name");
        if (!Name().IsMatch(name))
            throw ApiErrors.BadValue(function.NameOf("name"), $"'{function.NameOf("name")}' must be 1 to 128 letters, digits, '-' and '_'.");
        var description = function.Text("description");
        var parameters = function.Object(schema) is null ? null : function.Find(schema);
        return new Tool(
            name, definition ?? Define(name, description, parameters), parameters, function.Flag("strict") ?? false, function.NameOf(schema));
    }

    /// <summary>Checks that a function that must be called is there.</summary>
    /// <param name="name">The function.</param>
    /// <param name="place">The field that names it.</param>
    /// <param name="tools">Those that are there.</param>
    public static string CheckNamed(string name, string place, List<Tool> tools) => tools.Any(tool => tool.Name == name)
        ? name
        : throw ApiErrors.BadValue(place, $"'{place}' is '{name}', which is not among 'tools'.");

    private static JsonElement Define(string name, string? description, JsonElement? parameters)
    {
        var function = new JsonObject { ["name"] = name };
        if (description is not null)
            function["description"] = description;
        if (parameters is { } schema)
            function["parameters"] = JsonObject.Create(schema);
        return JsonElement.Parse(new JsonObject { ["type"] = "function", ["function"] = function }.ToJsonString());
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex Name();
}
