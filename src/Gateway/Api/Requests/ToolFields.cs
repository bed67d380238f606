using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the tools of a chat completion.</summary>
internal static class ToolFields
{
    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields) =>
        OpenAIToolSet.Read(fields, "an object with 'type' and 'function'", ReadTool, ReadForced);

    private static string ReadForced(RequestFields choice, List<Tool> tools)
    {
        const string Place = $"{OpenAIToolSet.ToolChoice}.function.name";
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
