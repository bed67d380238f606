using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Constraints;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.MessagesApi;

/// <summary>Reads <c>system</c> and <c>messages</c>: texts, or arrays of content blocks. Several blocks of text are lines of their own.</summary>
internal static class MessagesInput
{
    private const string TextBlock = "text";
    private const string Content = "content";
    private const string AssistantRole = "assistant";
    private const string NewLine = "\n";

    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that the model is told of. Null: none.</param>
    public static Chat Read(RequestFields fields, ToolSet? tools)
    {
        var transcript = new Transcript();
        if (fields.Find("system") is not null && ContentFields.Read(fields, "system", NewLine, TextBlock) is { Length: > 0 } system)
            transcript.Begin("system", system);
        var messages = RequestArrays.Objects(
            fields, "messages", "an array of messages", "the conversation so far, as an array of messages", "an object with 'role' and 'content'");
        foreach (var message in messages)
            Add(transcript, message);
        return transcript.LastRole == AssistantRole
            ? throw ApiErrors.Unsupported(
                "messages", "'messages' must end with a message of the user: to begin the answer for the model ('prefill') is not supported.")
            : transcript.ToChat(tools);
    }

    private static void Add(Transcript transcript, RequestFields message)
    {
        var role = message.RequiredText("role");
        if (role is not ("user" or AssistantRole))
            throw ApiErrors.BadValue(message.NameOf("role"), $"'{message.NameOf("role")}' is '{role}', but must be user or assistant.");
        if (message.Find(Content) is { ValueKind: JsonValueKind.String } text)
        {
            transcript.Append(role, text.GetString()!);
            return;
        }

        foreach (var block in RequestArrays.Objects(
            message, Content, "a string or an array of content blocks", "a string or an array of content blocks", "an object with a 'type'"))
            AddBlock(transcript, role, block);
    }

    private static void AddBlock(Transcript transcript, string role, RequestFields block)
    {
        switch (block.Text("type"), role)
        {
            case (TextBlock, _):
                transcript.Append(role, block.RequiredText(TextBlock));
                break;
            case ("tool_use", AssistantRole):
                var input = block.Object("input") ?? throw ApiErrors.Missing(block.NameOf("input"), $"'{block.NameOf("input")}' is missing: an object.");
                transcript.AddCall(block.RequiredText("name"), CompactJson.Of(input.Json));
                break;
            case ("tool_result", "user"):
                var result = block.Find(Content) is null ? "" : ContentFields.Read(block, Content, NewLine, TextBlock);
                transcript.AddResult(block.Flag("is_error") == true ? $"Error: {result}" : result);
                break;
            case (var type, _):
                throw ApiErrors.Unsupported(
                    block.NameOf("type"),
                    $"'{block.NameOf("type")}' is '{type}', but must be text, tool_use (of the assistant) or tool_result (of the user): other blocks are not supported.");
        }
    }
}
