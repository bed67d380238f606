using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequest
{
    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        RefuseUnsupported(fields);
        var request = CommonFields.Read(fields, headers);
        var tools = ToolFields.Read(fields);
        request.Prompts[0].Chat = ReadChat(fields, tools);
        request.Prompts[0].Grammar = ConstraintFields.Read(fields, tools);
        var maxTokens = fields.Integer("max_completion_tokens", 1) ?? fields.Integer("max_tokens", 1) ?? 0;
        request = CommonFields.Complete(request, fields, maxTokens, TokenFields.ReadChatLogprobs(fields));
        return request with { TakesToolCalls = tools is not null };
    }

    /// <summary>Reads <c>messages</c>.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that the model is told of. Null: none.</param>
    public static Chat ReadChat(RequestFields fields, ToolSet? tools)
    {
        var chat = new Chat();
        chat.Messages.AddRange(ToolMessages.JoinResults(ReadMessages(fields)));
        if (tools is not null)
            ToolPrompt.AddTo(chat.Messages, tools);
        return chat;
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        if (fields.Find("functions") is { } functions && (functions.ValueKind != JsonValueKind.Array || functions.GetArrayLength() > 0))
            throw ApiErrors.Unsupported("functions", "'functions' is not supported: use 'tools', which took their place.");
        UnsupportedFields.RefuseOfChat(fields);
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
            Content = role == "assistant" ? ToolMessages.WithCalls(ReadAssistantContent(fields), fields) : ContentFields.Read(fields),
        };
    }

    // Next to calls there need not be any.
    private static string ReadAssistantContent(RequestFields fields) =>
        fields.Find("content") is null && fields.Find("tool_calls") is not null ? "" : ContentFields.Read(fields);

    private static string ReadRole(RequestFields fields) => fields.Text("role") switch
    {
        // The later name of the same role; chat templates know the older one.
        "developer" => "system",
        ("system" or "user" or "assistant" or ToolMessages.ResultRole) and var role => role,
        null => throw ApiErrors.Missing(fields.NameOf("role"), $"'{fields.NameOf("role")}' is missing."),
        var role => throw ApiErrors.BadValue(
            fields.NameOf("role"), $"'{fields.NameOf("role")}' is '{role}', but must be system, developer, user, assistant or tool."),
    };
}
