using System.Buffers;
using System.Text.Json;
using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Prompts;

namespace SpecMesh.LoadTest.Load;

/// <summary>What all requests of a run have in common.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="MaxTokens">Longest answer, where the prompt does not say.</param>
/// <param name="Temperature">Sampling temperature.</param>
/// <param name="Seed">Seed of the first chat's answers; later ones count up.</param>
/// <param name="IgnoreEnd">Ask the server to go on past the end of the answer, up to the longest.</param>
/// <param name="Extra">More fields of each request, which replace those above; null: none.</param>
internal sealed record RequestSettings(string Model, int MaxTokens, double Temperature, int Seed, bool IgnoreEnd, JsonElement? Extra);

/// <summary>Writes requests.</summary>
internal sealed class RequestFormat(RequestSettings settings, ApiKind api, string path)
{
    public string Path => path;

    /// <summary>The JSON of a chat's next request.</summary>
    /// <param name="chat">The chat's number.</param>
    /// <param name="conversation">What is said.</param>
    public ReadOnlyMemory<byte> Body(int chat, Conversation conversation)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, write) in Fields(chat, conversation))
            {
                if (settings.Extra is { } extra && extra.TryGetProperty(name, out _))
                    continue;
                json.WritePropertyName(name);
                write(json);
            }

            foreach (var field in settings.Extra?.EnumerateObject() ?? default)
                field.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> Fields(int chat, Conversation conversation)
    {
        yield return ("model", json => json.WriteStringValue(settings.Model));
        if (api == ApiKind.Chat)
            yield return ("messages", json => WriteMessages(json, conversation));
        else
            yield return ("prompt", json => json.WriteStringValue(conversation.PlainText));
        yield return ("stream", static json => json.WriteBooleanValue(true));
        yield return ("stream_options", static json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        });
        yield return ("max_tokens", json => json.WriteNumberValue(conversation.MaxTokens ?? settings.MaxTokens));
        yield return ("temperature", json => json.WriteNumberValue(settings.Temperature));
        yield return ("seed", json => json.WriteNumberValue((long)settings.Seed + chat));
        if (settings.IgnoreEnd)
            yield return ("ignore_eos", static json => json.WriteBooleanValue(true));
    }

    private static void WriteMessages(Utf8JsonWriter json, Conversation conversation)
    {
        json.WriteStartArray();
        foreach (var message in conversation.Messages)
            message.WriteTo(json);
        json.WriteEndArray();
    }
}
