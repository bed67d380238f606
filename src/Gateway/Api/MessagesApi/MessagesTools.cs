using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.MessagesApi;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c> of a message.</summary>
internal static class MessagesTools
{
    private const string ToolChoice = "tool_choice";
    private const string Schema = "input_schema";

    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields)
    {
        var tools = ToolDefinitions.Read(fields, $"an object with 'name' and '{Schema}'", ReadTool);
        if (fields.Object(ToolChoice) is not { } choice)
            return tools.Count > 0 ? new ToolSet(tools, Required: false, Forced: null, Parallel: true) : null;

        var (place, type) = (choice.NameOf("type"), choice.RequiredText("type"));
        if (type is not ("auto" or "any" or "tool" or "none"))
            throw ApiErrors.BadValue(place, $"'{place}' is '{type}', but must be auto, any, tool or none.");
        var parallel = choice.Flag("disable_parallel_tool_use") != true;
        if (type == "none")
            return null;
        if (tools.Count == 0)
            throw ApiErrors.BadValue(ToolChoice, $"'{ToolChoice}' is allowed only when 'tools' are given.");
        var forced = type == "tool" ? ToolDefinitions.CheckNamed(choice.RequiredText("name"), choice.NameOf("name"), tools) : null;
        return new ToolSet(tools, Required: type != "auto", forced, parallel);
    }

    private static Tool ReadTool(RequestFields tool)
    {
        if (tool.Text("type") is not (null or "custom"))
            throw ApiErrors.Unsupported(tool.NameOf("type"), $"'{tool.NameOf("type")}' must be 'custom': this mesh has no tools of its own.");
        return tool.Object(Schema) is null
            ? throw ApiErrors.Missing(tool.NameOf(Schema), $"'{tool.NameOf(Schema)}' is missing: a JSON Schema.")
            : ToolDefinitions.ReadFunction(tool, Schema);
    }
}
