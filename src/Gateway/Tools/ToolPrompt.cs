using System.Text;
using SpecMesh.Gateway.Constraints;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tools;

/// <summary>Tells the model about the tools: in the chat's system message, as the models that know tools were trained.</summary>
internal static class ToolPrompt
{
    private const string SystemRole = "system";

    public static void AddTo(IList<Message> messages, ToolSet tools)
    {
        if (messages.FirstOrDefault() is { Role: SystemRole } first)
            first.Content = $"{first.Content}\n\n{Text(tools)}";
        else
            messages.Insert(0, new Message { Role = SystemRole, Content = Text(tools) });
    }

    private static string Text(ToolSet tools)
    {
        var text = new StringBuilder("# Tools\n\nYou can call functions to help the user. Their signatures are inside <tools></tools>:\n<tools>");
        foreach (var tool in tools.Tools)
            text.Append('\n').Append(CompactJson.Of(tool.Definition));
        return text.Append("\n</tools>\n\nTo call a function, write a JSON object with its name and arguments inside <tool_call></tool_call>:\n")
            .Append(ToolMarkup.Call("<function-name>", "<arguments-object>"))
            .ToString();
    }
}
