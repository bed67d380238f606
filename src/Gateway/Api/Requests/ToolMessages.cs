using System.Globalization;
using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Constraints;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.Requests;

/// <summary>Writes earlier calls and their results into a chat's messages, as the model writes and reads them.</summary>
internal static class ToolMessages
{
    /// <summary>The role of a message that holds a call's result.</summary>
    public const string ResultRole = "tool";

    /// <summary>An assistant's message with its calls.</summary>
    /// <param name="content">The text before the calls; may be empty.</param>
    /// <param name="message">The message that may have <c>tool_calls</c>.</param>
    public static string WithCalls(string content, RequestFields message)
    {
        if (message.Find("tool_calls") is not { } value)
            return content;
        if (value.ValueKind != JsonValueKind.Array)
            throw ApiErrors.WrongType(message.NameOf("tool_calls"), "an array of calls");
        var calls = value.EnumerateArray().Select((call, i) => ReadCall(call, string.Create(CultureInfo.InvariantCulture, $"{message.NameOf("tool_calls")}[{i}]")));
        return string.Join('\n', content.Length > 0 ? calls.Prepend(content) : calls);
    }

    /// <summary>Turns results into what models were trained on: all that follow each other as one message of the user.</summary>
    public static IEnumerable<Message> JoinResults(IEnumerable<Message> messages)
    {
        Message? results = null;
        foreach (var message in messages)
        {
            if (message.Role != ResultRole)
            {
                if (results is not null)
                    yield return results;
                results = null;
                yield return message;
                continue;
            }

            var text = ToolMarkup.Result(message.Content);
            if (results is null)
                results = new Message { Role = "user", Content = text };
            else
                results.Content += $"\n{text}";
        }

        if (results is not null)
            yield return results;
    }

    private static string ReadCall(JsonElement call, string place)
    {
        if (call.ValueKind != JsonValueKind.Object)
            throw ApiErrors.WrongType(place, "an object with 'id', 'type' and 'function'");
        var fields = new RequestFields(call, $"{place}.");
        if (fields.Text("type") is not (null or "function"))
            throw ApiErrors.Unsupported(fields.NameOf("type"), $"'{fields.NameOf("type")}' must be 'function'.");
        var function = fields.Object("function") ?? throw ApiErrors.Missing(fields.NameOf("function"), $"'{fields.NameOf("function")}' is missing.");
        var name = function.Text("name") ?? throw ApiErrors.Missing(function.NameOf("name"), $"'{function.NameOf("name")}' is missing.");
        var arguments = function.Text("arguments") is { Length: > 0 } given ? given : "{}";
        return ToolMarkup.Call(CompactJson.Of(name), arguments);
    }
}
