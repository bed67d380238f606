using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>Reads the tools of a response.</summary>
internal static class ResponsesTools
{
    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields) =>
        // Clients of this API send "auto" always.
        OpenAIToolSet.Read(fields, "an object with 'type', 'name' and 'parameters'", ReadTool, ReadForced, autoWithoutTools: true);

    private static string ReadForced(RequestFields choice, List<Tool> tools) =>
        ToolDefinitions.CheckNamed(choice.RequiredText("name"), choice.NameOf("name"), tools);

    private static Tool ReadTool(RequestFields tool) => tool.Text("type") is "function"
        ? ToolDefinitions.ReadFunction(tool, "parameters")
        : throw ApiErrors.Unsupported(
            tool.NameOf("type"), $"'{tool.NameOf("type")}' must be 'function': this mesh runs no tools of its own.");
}
