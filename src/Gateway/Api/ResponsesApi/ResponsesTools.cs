using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c> of a response.</summary>
internal static class ResponsesTools
{
    private const string ToolChoice = "tool_choice";

    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields)
    {
        var tools = ToolDefinitions.Read(fields, "an object with 'type', 'name' and 'parameters'", ReadTool);
        var parallel = fields.Flag("parallel_tool_calls") ?? true;
        if (fields.Find(ToolChoice) is not { } choice)
            return tools.Count > 0 ? new ToolSet(tools, Required: false, Forced: null, parallel) : null;
        return choice.ValueKind switch
        {
            // Clients send "auto" always, also without tools.
            JsonValueKind.String when tools.Count == 0 && choice.ValueEquals("auto") => null,
            JsonValueKind.String => ToolDefinitions.Choose(ToolChoice, choice.GetString()!, tools, parallel),
            JsonValueKind.Object => new ToolSet(tools, Required: true, Forced(fields.Object(ToolChoice)!.Value, tools), parallel),
            _ => throw ApiErrors.WrongType(ToolChoice, "a string or an object"),
        };
    }

    private static string Forced(RequestFields choice, List<Tool> tools)
    {
        if (choice.Text("type") is not "function")
            throw ApiErrors.Unsupported(choice.NameOf("type"), $"'{choice.NameOf("type")}' must be 'function': other choices are not supported.");
        return ToolDefinitions.CheckNamed(choice.RequiredText("name"), choice.NameOf("name"), tools);
    }

    private static Tool ReadTool(RequestFields tool) => tool.Text("type") is "function"
        ? ToolDefinitions.ReadFunction(tool, "parameters")
        : throw ApiErrors.Unsupported(
            tool.NameOf("type"), $"'{tool.NameOf("type")}' must be 'function': this mesh runs no tools of its own.");
}
