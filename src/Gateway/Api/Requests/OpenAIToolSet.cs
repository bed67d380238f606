using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c> as OpenAI's APIs have them; they differ in how a tool and a choice are written.</summary>
internal static class OpenAIToolSet
{
    public const string ToolChoice = "tool_choice";

    /// <param name="fields">The request.</param>
    /// <param name="expected">What each tool must be.</param>
    /// <param name="readTool">Reads a tool.</param>
    /// <param name="readForced">Reads the name of the function that a choice says must be called.</param>
    /// <param name="autoWithoutTools">Whether a choice of "auto" is allowed where no tools are.</param>
    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(
        RequestFields fields, string expected, Func<RequestFields, Tool> readTool, Func<RequestFields, List<Tool>, string> readForced,
        bool autoWithoutTools = false)
    {
        var tools = ToolDefinitions.Read(fields, expected, readTool);
        var parallel = fields.Flag("parallel_tool_calls") ?? true;
        if (fields.Find(ToolChoice) is not { } choice)
            return tools.Count > 0 ? new ToolSet(tools, Required: false, Forced: null, parallel) : null;
        return choice.ValueKind switch
        {
            JsonValueKind.String when autoWithoutTools && tools.Count == 0 && choice.ValueEquals("auto") => null,
            JsonValueKind.String => Choose(choice.GetString()!, tools, parallel),
            JsonValueKind.Object => new ToolSet(tools, Required: true, Forced(fields.Object(ToolChoice)!.Value), parallel),
            _ => throw ApiErrors.WrongType(ToolChoice, "a string or an object"),
        };

        string Forced(RequestFields choice) => choice.Text("type") is "function"
            ? readForced(choice, tools)
            : throw ApiErrors.Unsupported(
                choice.NameOf("type"), $"'{choice.NameOf("type")}' must be 'function': other choices are not supported.");
    }

    private static ToolSet? Choose(string choice, List<Tool> tools, bool parallel)
    {
        if (choice is not ("none" or "auto" or "required"))
            throw ApiErrors.BadValue(ToolChoice, $"'{ToolChoice}' is '{choice}', but must be none, auto, required, or an object that names a function.");
        if (choice != "none" && tools.Count == 0)
            throw ApiErrors.BadValue(ToolChoice, $"'{ToolChoice}' is allowed only when 'tools' are given.");
        return choice == "none" ? null : new ToolSet(tools, Required: choice == "required", Forced: null, parallel);
    }
}
