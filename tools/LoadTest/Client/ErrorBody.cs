using System.Text.Json;

namespace SpecMesh.LoadTest.Client;

/// <summary>Finds the sentence in what servers send as an error.</summary>
internal static class ErrorBody
{
    private const int Longest = 300;

    /// <summary>The message in OpenAI's form of errors, else the body itself, on one line and not too long.</summary>
    public static string MessageOf(string body)
    {
        try
        {
            return MessageOf(JsonElement.Parse(body));
        }
        catch (JsonException)
        {
            return Short(body);
        }
    }

    public static string MessageOf(JsonElement json)
    {
        foreach (var name in (ReadOnlySpan<string>)["error", "message", "detail"])
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var inner) && inner.ValueKind != JsonValueKind.Null)
                return MessageOf(inner);
        }

        return Short(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText());
    }

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > Longest ? line[..Longest] + "..." : line;
    }
}
