using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequest
{
    private const string AssistantRole = "assistant";
    private const string ResultRole = "tool";

    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        RefuseUnsupported(fields);
        var tools = ToolFields.Read(fields);
        var request = CommonFields.Read(fields, headers, tools is null ? new ChatFormat() : new ToolChatFormat());
        request.Prompts[0].Chat = ReadChat(fields, tools);
        request.Prompts[0].Grammar = ConstraintFields.Read(fields, tools);
        var maxTokens = fields.Integer("max_completion_tokens", 1) ?? fields.Integer("max_tokens", 1) ?? 0;
        return CommonFields.Complete(request, fields, maxTokens, TokenFields.ReadChatLogprobs(fields));
    }

    /// <summary>Reads <c>messages</c>.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that the model is told of. Null: none.</param>
    public static Chat ReadChat(RequestFields fields, ToolSet? tools)
    {
        var transcript = new Transcript();
        var messages = RequestArrays.Objects(
            fields, "messages", "an array of messages", "the conversation so far, as an array of messages", "an object with 'role' and 'content'");
        foreach (var message in messages)
            Add(transcript, message);
        return transcript.ToChat(tools);
    }

    private static void RefuseUnsupported(RequestFields fields)
    {
        if (fields.Find("functions") is { } functions && (functions.ValueKind != JsonValueKind.Array || functions.GetArrayLength() > 0))
            throw ApiErrors.Unsupported("functions", "'functions' is not supported: use 'tools', which took their place.");
        UnsupportedFields.RefuseOfChat(fields);
    }

    private static void Add(Transcript transcript, RequestFields message)
    {
        var role = ReadRole(message);
        if (role == ResultRole)
        {
            transcript.AddResult(ContentFields.Read(message));
            return;
        }

        transcript.Begin(role, role == AssistantRole ? ReadAssistantContent(message) : ContentFields.Read(message));
        if (role == AssistantRole)
            AddCalls(transcript, message);
    }

    private static void AddCalls(Transcript transcript, RequestFields message)
    {
        foreach (var call in RequestArrays.Objects(message, "tool_calls", "an array of calls", "an object with 'id', 'type' and 'function'"))
        {
            if (call.Text("type") is not (null or "function"))
                throw ApiErrors.Unsupported(call.NameOf("type"), $"'{call.NameOf("type")}' must be 'function'.");
            var function = call.Object("function") ?? throw ApiErrors.Missing(call.NameOf("function"), $"'{call.NameOf("function")}' is missing.");
            transcript.AddCall(function.RequiredText("name"), function.Text("arguments"));
        }
    }

    // Next to calls there need not be any.
    private static string ReadAssistantContent(RequestFields fields) =>
        fields.Find("content") is null && fields.Find("tool_calls") is not null ? "" : ContentFields.Read(fields);

    private static string ReadRole(RequestFields fields) => fields.Text("role") switch
    {
        // The later name of the same role; chat templates know the older one.
        "developer" => "system",
        ("system" or "user" or AssistantRole or ResultRole) and var role => role,
        null => throw ApiErrors.Missing(fields.NameOf("role"), $"'{fields.NameOf("role")}' is missing."),
        var role => throw ApiErrors.BadValue(
            fields.NameOf("role"), $"'{fields.NameOf("role")}' is '{role}', but must be system, developer, user, assistant or tool."),
    };
}
