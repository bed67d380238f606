using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.MessagesApi;

/// <summary>Reads the body of <c>POST /v1/messages</c> and <c>POST /v1/messages/count_tokens</c>.</summary>
internal static class MessagesRequest
{
    private static readonly string[] Unsupported = ["container", "context_management", "mcp_servers"];

    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        CheckAccepted(fields);
        TokenFields.RefuseTokens(fields);
        var tools = MessagesTools.Read(fields);
        var format = new MessagesFormat(takesToolCalls: tools is not null);
        var request = CommonFields.ReadOfAll(fields, headers, format, "stop_sequences");
        request.Prompts[0].Chat = MessagesInput.Read(fields, tools);
        request.Prompts[0].Grammar = ConstraintFields.Read(fields, tools, fields.Object("output_config")?.Object("format"), static format => format);
        var maxTokens = fields.Integer("max_tokens", 1)
            ?? throw ApiErrors.Missing("max_tokens", "'max_tokens' is missing: the most tokens of the answer.");
        return CommonFields.Complete(request, fields, maxTokens, logprobs: null);
    }

    /// <summary>Reads what the model is told.</summary>
    public static Chat ReadChat(RequestFields fields)
    {
        CheckAccepted(fields);
        return MessagesInput.Read(fields, MessagesTools.Read(fields));
    }

    private static void CheckAccepted(RequestFields fields)
    {
        UnsupportedFields.Refuse(fields, Unsupported);
        if (fields.Object("thinking")?.Text("type") is not (null or "disabled"))
            throw ApiErrors.Unsupported("thinking", "'thinking' is not supported: models here do not think apart from their answer.");
        if (fields.Find("output_format") is not null)
            throw ApiErrors.Unsupported("output_format", "'output_format' is not supported: use 'output_config.format', which took its place.");
        fields.Object("metadata")?.Text("user_id");
        // A hint to models that think.
        fields.Object("output_config")?.Text("effort");
        if (fields.Text("service_tier") is not (null or "auto" or "standard_only") and var tier)
            throw ApiErrors.BadValue("service_tier", $"'service_tier' is '{tier}', but must be auto or standard_only.");
    }
}
