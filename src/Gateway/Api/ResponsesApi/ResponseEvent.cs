using System.Text.Json.Serialization;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>An event of a streamed response. Each type has some of the fields.</summary>
/// <param name="Type">What happened; also the event's name.</param>
/// <param name="SequenceNumber">How many events came before.</param>
internal sealed record ResponseEvent(string Type, int SequenceNumber)
{
    /// <summary>The response as far as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResponseObject? Response { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ItemId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OutputIndex { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContentIndex { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResponseItem? Item { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResponsePart? Part { get; init; }

    /// <summary>What text or arguments grow by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Delta { get; init; }

    /// <summary>The whole text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatTokenLogprob[]? Logprobs { get; init; }

    /// <summary>The called function.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>The whole arguments.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arguments { get; init; }
}

/// <summary>
/// The event <c>error</c>. OpenAI's documents have code, message and param in the event itself, its servers have them in <c>error</c>; clients look
/// here or there.
/// </summary>
internal sealed record ResponseErrorEvent(string Type, int SequenceNumber, string? Code, string Message, string? Param, ApiError Error);
