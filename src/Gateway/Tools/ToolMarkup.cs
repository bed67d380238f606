namespace SpecMesh.Gateway.Tools;

/// <summary>
/// How calls and their results are written in a chat: the tags that models of the Qwen 2.5, Qwen 3 and Hermes families were trained on, and
/// that others follow if they are told.
/// </summary>
internal static class ToolMarkup
{
    public const string CallStart = "<tool_call>";
    public const string CallEnd = "</tool_call>";
    public const string ResultStart = "<tool_response>";
    public const string ResultEnd = "</tool_response>";

    /// <summary>What a call is between its tags, up to the name.</summary>
    public const string BeforeName = "\n{\"name\": ";

    /// <summary>What comes between name and arguments.</summary>
    public const string BeforeArguments = ", \"arguments\": ";

    /// <summary>What comes after the arguments.</summary>
    public const string AfterArguments = "}\n";

    /// <summary>A call as the model writes it.</summary>
    /// <param name="name">The function's name, in quotes.</param>
    /// <param name="arguments">Its arguments, as JSON.</param>
    public static string Call(string name, string arguments) =>
        $"{CallStart}{BeforeName}{name}{BeforeArguments}{arguments}{AfterArguments}{CallEnd}";

    /// <summary>A result as the model reads it.</summary>
    public static string Result(string content) => $"{ResultStart}\n{content}\n{ResultEnd}";
}
