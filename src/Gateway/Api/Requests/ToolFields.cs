using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c> of a chat completion.</summary>
internal static class ToolFields
{
    private const string ToolChoice = "tool_choice";

    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields)
    {
        var tools = ToolDefinitions.Read(fields, "an object with 'type' and 'function'", ReadTool);
        var parallel = fields.Flag("parallel_tool_calls") ?? true;
        if (fields.Find(ToolChoice) is not { } choice)
            return tools.Count > 0 ? new ToolSet(tools, Required: false, Forced: null, parallel) : null;
        return choice.ValueKind switch
        {
            JsonValueKind.String => ToolDefinitions.Choose(ToolChoice, choice.GetString()!, tools, parallel),
            JsonValueKind.Object => new ToolSet(tools, Required: true, Forced(fields.Object(ToolChoice)!.Value, tools), parallel),
            _ => throw ApiErrors.WrongType(ToolChoice, "a string or an object"),
        };
    }

    private static string Forced(RequestFields choice, List<Tool> tools)
    {
        const string Place = $"{ToolChoice}.function.name";
        if (choice.Text("type") is not "function")
            throw ApiErrors.Unsupported(choice.NameOf("type"), $"'{choice.NameOf("type")}' must be 'function': other choices are not supported.");
        var name = choice.Object("function")?.Text("name") ?? throw ApiErrors.Missing(Place, $"'{Place}' is missing.");
        return ToolDefinitions.CheckNamed(name, Place, tools);
    }

    private static Tool ReadTool(RequestFields tool)
    {
        if (tool.Text("type") is not "function")
            throw ApiErrors.Unsupported(tool.NameOf("type"), $"'{tool.NameOf("type")}' must be 'function': other tools are not supported.");
        var function = tool.Object("function")
            ?? throw ApiErrors.Missing(tool.NameOf("function"), $"'{tool.NameOf("function")}' is missing: an object with 'name' and 'parameters'.");
        return ToolDefinitions.ReadFunction(function, "parameters", tool.Json);
    }
}
