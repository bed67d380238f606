using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
internal static partial class ToolFields
{
    private const int MostTools = 128;
    private const string ToolChoice = "tool_choice";

    /// <returns>Null: no tool may be called.</returns>
    public static ToolSet? Read(RequestFields fields)
    {
        var tools = ReadTools(fields);
        var parallel = fields.Flag("parallel_tool_calls") ?? true;
        if (fields.Find(ToolChoice) is not { } choice)
            return tools.Count > 0 ? new ToolSet(tools, Required: false, Forced: null, parallel) : null;
        return choice.ValueKind switch
        {
            JsonValueKind.String => OfName(choice.GetString()!, tools, parallel),
            JsonValueKind.Object => new ToolSet(tools, Required: true, Forced(fields.Object(ToolChoice)!.Value, tools), parallel),
            _ => throw ApiErrors.WrongType(ToolChoice, "a string or an object"),
        };
    }

    private static ToolSet? OfName(string choice, List<Tool> tools, bool parallel)
    {
        if (choice is not ("none" or "auto" or "required"))
            throw ApiErrors.BadValue(ToolChoice, $"'{ToolChoice}' is '{choice}', but must be none, auto, required, or an object that names a function.");
        if (choice != "none" && tools.Count == 0)
            throw ApiErrors.BadValue(ToolChoice, $"'{ToolChoice}' is allowed only when 'tools' are given.");
        return choice == "none" ? null : new ToolSet(tools, Required: choice == "required", Forced: null, parallel);
    }

    private static string Forced(RequestFields choice, List<Tool> tools)
    {
        if (choice.Text("type") is not "function")
            throw ApiErrors.Unsupported(choice.NameOf("type"), $"'{choice.NameOf("type")}' must be 'function': other choices are not supported.");
        var name = choice.Object("function")?.Text("name")
            ?? throw ApiErrors.Missing($"{ToolChoice}.function.name", $"'{ToolChoice}.function.name' is missing.");
        return tools.Any(tool => tool.Name == name)
            ? name
            : throw ApiErrors.BadValue($"{ToolChoice}.function.name", $"'{ToolChoice}.function.name' is '{name}', which is not among 'tools'.");
    }

    private static List<Tool> ReadTools(RequestFields fields)
    {
        if (fields.Find("tools") is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType("tools", "an array of tools");
        if (value.GetArrayLength() > MostTools)
            throw ApiErrors.BadValue("tools", $"'tools' has {value.GetArrayLength()} tools, but may have at most {MostTools}.");
        var tools = value.EnumerateArray().Select(ReadTool).ToList();
        if (tools.CountBy(static tool => tool.Name).FirstOrDefault(static count => count.Value > 1) is { Key: { } name })
            throw ApiErrors.BadValue("tools", $"'tools' has several functions with the name '{name}'.");
        return tools;
    }

    private static Tool ReadTool(JsonElement tool, int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"tools[{index}]");
        if (tool.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(place, "an object with 'type' and 'function'");
        var fields = new RequestFields(tool, $"{place}.");
        if (fields.Text("type") is not "function")
            throw ApiErrors.Unsupported(fields.NameOf("type"), $"'{fields.NameOf("type")}' must be 'function': other tools are not supported.");
        var function = fields.Object("function")
            ?? throw ApiErrors.Missing(fields.NameOf("function"), $"'{fields.NameOf("function")}' is missing: an object with 'name' and 'parameters'.");
        var name = function.Text("name") ?? throw ApiErrors.Missing(function.NameOf("name"), $"'{function.NameOf("name")}' is missing.");
        if (!Name().IsMatch(name))
            throw ApiErrors.BadValue(function.NameOf("name"), $"'{function.NameOf("name")}' must be 1 to 64 letters, digits, '-' and '_'.");
        function.Text("description");
        var parameters = function.Object("parameters") is null ? null : function.Find("parameters");
        return new Tool(name, tool, parameters, function.Flag("strict") ?? false, $"{place}.function");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
