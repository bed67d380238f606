using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>Reads the body of <c>POST /v1/responses</c>.</summary>
internal static class ResponsesRequest
{
    private const string LogprobsIncluded = "message.output_text.logprobs";

    // What can be asked to be included of tools and inputs that no request here has.
    private static readonly string[] NothingToInclude =
    [
        "code_interpreter_call.outputs", "computer_call_output.output.image_url", "file_search_call.results", "message.input_image.image_url",
        "reasoning.encrypted_content", "web_search_call.action.sources", "web_search_call.results",
    ];

    public static AnswerRequest Read(RequestFields fields, IHeaderDictionary headers)
    {
        ResponsesState.Refuse(fields);
        CheckAccepted(fields);
        TokenFields.RefuseTokens(fields);
        var tools = ResponsesTools.Read(fields);
        var format = new ResponsesFormat(ResponseEcho.Of(fields), takesToolCalls: tools is not null);
        var request = CommonFields.ReadOfAll(fields, headers, format, "stop");
        CommonFields.ReadStreamOptions(fields, request.Options)?.Flag("include_obfuscation");
        request.Prompts[0].Chat = ResponsesInput.Read(fields, tools);
        request.Prompts[0].Grammar = ConstraintFields.Read(fields, tools, fields.Object("text")?.Object("format"), static format => format);
        return CommonFields.Complete(request, fields, fields.Integer("max_output_tokens", 1) ?? 0, ReadLogprobs(fields));
    }

    /// <summary>Reads what the model is told.</summary>
    public static Chat ReadChat(RequestFields fields)
    {
        ResponsesState.Refuse(fields);
        return ResponsesInput.Read(fields, ResponsesTools.Read(fields));
    }

    private static void CheckAccepted(RequestFields fields)
    {
        AcceptedFields.Check(fields);
        AcceptedFields.ReadServiceTier(fields);
        // Hints to models that reason apart from their answer, or speak at length on demand. Those of a mesh do neither.
        fields.Object("reasoning");
        fields.Object("text")?.Text("verbosity");
        // Counts calls of tools that run at the server.
        fields.Integer("max_tool_calls", 0);
        fields.Text("prompt_cache_retention");
        if (fields.Text("truncation") is not (null or "disabled"))
            throw ApiErrors.Unsupported("truncation", "'truncation' other than 'disabled' is not supported: what does not fit the context is refused.");
    }

    private static int? ReadLogprobs(RequestFields fields)
    {
        var top = TokenFields.ReadTop(fields);
        if (ReadInclude(fields).Contains(LogprobsIncluded))
            return top ?? 0;
        if (top > 0)
            throw ApiErrors.BadValue("top_logprobs", $"'top_logprobs' is allowed only when 'include' has {LogprobsIncluded}.");
        return null;
    }

    private static List<string> ReadInclude(RequestFields fields)
    {
        if (fields.Find("include") is not { } include)
            return [];
        if (include.ValueKind != JsonValueKind.Array || include.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            throw ApiErrors.WrongType("include", "an array of strings");
        var names = include.EnumerateArray().Select(static item => item.GetString()!).ToList();
        var unknown = names.FirstOrDefault(static name => name != LogprobsIncluded && !NothingToInclude.Contains(name));
        return unknown is null ? names : throw ApiErrors.BadValue("include", $"'include' has '{unknown}', which is unknown here.");
    }
}
