using System.Text;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequest
{
    public static AnswerRequest Read(RequestFields fields)
    {
        RefuseUnsupported(fields);
        var request = CommonFields.Read(fields);
        var tools = ToolFields.Read(fields);
        request.Generation.Chat = new Chat();
        request.Generation.Chat.Messages.AddRange(ToolMessages.JoinResults(ReadMessages(fields)));
        if (tools is not null)
            ToolPrompt.AddTo(request.Generation.Chat.Messages, tools);
        request.Generation.Grammar = ConstraintFields.Read(fields, tools);
        request.Generation.MaxTokens = fields.Integer("max_completion_tokens", 1) ?? fields.Integer("max_tokens", 1) ?? 0;
        return request with { TakesToolCalls = tools is not null };
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        if (fields.Find("functions") is { } functions && (functions.ValueKind != JsonValueKind.Array || functions.GetArrayLength() > 0))
            throw ApiErrors.Unsupported("functions", "'functions' is not supported: use 'tools', which took their place.");
        if (fields.Flag("logprobs") == true || fields.Integer("top_logprobs", 0) > 0)
            throw ApiErrors.Unsupported("logprobs", "'logprobs' is not supported yet.");
        if (fields.Find("audio") is not null)
            throw ApiErrors.Unsupported("audio", "'audio' is not supported: this mesh answers with text.");
    }

    private static IEnumerable<Message> ReadMessages(RequestFields fields)
    {
        if (fields.Find("messages") is not { } messages)
            throw ApiErrors.Missing("messages", "'messages' is missing: the conversation so far, as an array of messages.");
        if (messages.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType("messages", "an array of messages");
        if (messages.GetArrayLength() == 0)
            throw ApiErrors.BadValue("messages", "'messages' is empty, but must have at least one message.");
        return messages.EnumerateArray().Select(ReadMessage);
    }

    private static Message ReadMessage(JsonElement message, int index)
    {
        var name = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(name, "an object with 'role' and 'content'");

        var fields = new RequestFields(message, $"{name}.");
        var role = ReadRole(fields);
        return new Message
        {
            Role = role,
            Content = role == "assistant" ? ToolMessages.WithCalls(ReadAssistantContent(fields), fields) : ReadContent(fields),
        };
    }

    private static string ReadRole(RequestFields fields) => fields.Text("role") switch
    {
        // The later name of the same role; chat templates know the older one.
        "developer" => "system",
        ("system" or "user" or "assistant" or ToolMessages.ResultRole) and var role => role,
        null => throw ApiErrors.Missing(fields.NameOf("role"), $"'{fields.NameOf("role")}' is missing."),
        var role => throw ApiErrors.BadValue(
            fields.NameOf("role"), $"'{fields.NameOf("role")}' is '{role}', but must be system, developer, user, assistant or tool."),
    };

    // Next to calls there need not be any.
    private static string ReadAssistantContent(RequestFields fields) =>
        fields.Find("content") is null && fields.Find("tool_calls") is not null ? "" : ReadContent(fields);

    private static string ReadContent(RequestFields fields)
    {
        var name = fields.NameOf("content");
        if (fields.Find("content") is not { } content)
            throw ApiErrors.Missing(name, $"'{name}' is missing.");
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType(name, "a string or an array of parts of type 'text'");

        var text = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
            text.Append(ReadPart(part, $"{name}[{index++}]"));
        return text.ToString();
    }

    private static string ReadPart(JsonElement part, string name)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(name, "an object with 'type' and 'text'");
        var fields = new RequestFields(part, $"{name}.");
        if (fields.Text("type") is not "text")
            throw ApiErrors.Unsupported(fields.NameOf("type"), $"'{fields.NameOf("type")}' must be 'text': other parts are not supported yet.");
        return fields.Text("text") ?? throw ApiErrors.Missing(fields.NameOf("text"), $"'{fields.NameOf("text")}' is missing.");
    }
}
