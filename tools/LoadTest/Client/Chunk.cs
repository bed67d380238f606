using System.Text.Json;

namespace SpecMesh.LoadTest.Client;

/// <summary>One event of a streamed answer.</summary>
internal readonly record struct Chunk
{
    /// <summary>The text it carries; of a chat also reasoning and the arguments of tool calls.</summary>
    public string? Text { get; private init; }

    public string? FinishReason { get; private init; }

    public TokenUsage? Usage { get; private init; }

    public DraftTimings? Timings { get; private init; }

    /// <summary>What went wrong on the server.</summary>
    public string? Error { get; private init; }

    /// <summary>The mark after the last event.</summary>
    public bool Done { get; private init; }

    /// <exception cref="JsonException">The data is no JSON object.</exception>
    public static Chunk Parse(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
            return new Chunk { Done = true };
        if (data.IsEmpty)
            return default;
        var json = JsonElement.Parse(data);
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException("An event of the stream is no JSON object.");
        if (Property(json, "error") is { } error)
            return new Chunk { Error = ErrorBody.MessageOf(error) };
        var choice = Property(json, "choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0 ? choices[0] : default;
        return new Chunk
        {
            Text = TextOf(choice),
            FinishReason = NonEmpty(choice, "finish_reason"),
            Usage = Property(json, "usage") is { ValueKind: JsonValueKind.Object } usage ? TokenUsage.Parse(usage) : null,
            Timings = Property(json, "timings") is { ValueKind: JsonValueKind.Object } timings ? DraftTimings.Parse(timings) : null,
        };
    }

    private static string? TextOf(JsonElement choice)
    {
        if (Property(choice, "delta") is not { } delta)
            return NonEmpty(choice, "text");
        return NonEmpty(delta, "content") ?? NonEmpty(delta, "reasoning_content") ?? NonEmpty(delta, "reasoning") ?? ToolText(delta);
    }

    private static string? ToolText(JsonElement delta) =>
        Property(delta, "tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0
        && Property(calls[0], "function") is { } function
            ? NonEmpty(function, "arguments") ?? NonEmpty(function, "name")
            : null;

    // Empty text is no text: some servers open a stream with it long before the first token.
    private static string? NonEmpty(JsonElement json, string name) =>
        Property(json, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    private static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
