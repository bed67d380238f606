using System.Text.Json;
using SpecMesh.Gateway.Api.Requests;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>The settings of a request, as its answer repeats them.</summary>
internal static class ResponseEcho
{
    private const string NoValue = "null";

    private static readonly (string Name, JsonElement Default)[] Repeated =
    [
        .. new[]
        {
            ("background", "false"),
            ("instructions", NoValue),
            ("max_output_tokens", NoValue),
            ("max_tool_calls", NoValue),
            ("metadata", "{}"),
            ("parallel_tool_calls", "true"),
            ("previous_response_id", NoValue),
            ("prompt_cache_key", NoValue),
            ("reasoning", """{"effort":null,"summary":null}"""),
            ("safety_identifier", NoValue),
            ("store", "false"),
            ("temperature", "1"),
            ("text", """{"format":{"type":"text"}}"""),
            ("tool_choice", "\"auto\""),
            ("tools", "[]"),
            ("top_logprobs", "0"),
            ("top_p", "1"),
            ("truncation", "\"disabled\""),
            ("user", NoValue),
        }.Select(static entry => (entry.Item1, JsonElement.Parse(entry.Item2))),
    ];

    /// <summary>The settings by name, with defaults for those that the request does not have.</summary>
    public static Dictionary<string, JsonElement> Of(RequestFields fields) =>
        Repeated.ToDictionary(static entry => entry.Name, entry => fields.Find(entry.Name)?.Clone() ?? entry.Default);
}
