using System.Text;
using System.Text.Json;

namespace SpecMesh.Gateway.Tests.Support;

/// <param name="Name">The event's name; null: none was given.</param>
/// <param name="Data">Its data.</param>
internal sealed record ServerEvent(string? Name, string Data)
{
    public JsonElement Json => JsonElement.Parse(Data);
}

/// <summary>
/// Reads server-sent events as strictly as the most primitive client does: UTF-8, line feeds, one <c>data: </c> line in each
/// event, an empty line after it, nothing left over.
/// </summary>
internal static class EventStreamParser
{
    public static IReadOnlyList<ServerEvent> Parse(byte[] body)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text[..^2].Split("\n\n").Select(ParseEvent)];
    }

    /// <summary>The text of a chat's chunks.</summary>
    public static string TextOf(IEnumerable<ServerEvent> events) => string.Concat(events
        .Where(item => item.Data != "[DONE]" && item.Name is null)
        .SelectMany(item => item.Json.GetProperty("choices").EnumerateArray())
        .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null));

    private static ServerEvent ParseEvent(string block)
    {
        string? name = null;
        string? data = null;
        foreach (var line in block.Split('\n'))
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Assert.Null(data);
                data = line["data: ".Length..];
            }
            else
            {
                Assert.StartsWith("event: ", line, StringComparison.Ordinal);
                name = line["event: ".Length..];
            }
        }

        return new ServerEvent(name, Assert.IsType<string>(data));
    }
}
