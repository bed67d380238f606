using SpecMesh.Gateway.Constraints;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tools;

/// <summary>Puts a conversation together as the model reads it: calls and their results in the markup that models were trained on.</summary>
internal sealed class Transcript
{
    private const string AssistantRole = "assistant";
    private const string UserRole = "user";

    private readonly List<Message> _messages = [];

    // The last message, as long as results may still be added to it.
    private Message? _results;

    /// <summary>The role of the last message. Null: there is none yet.</summary>
    public string? LastRole => _messages.LastOrDefault()?.Role;

    /// <summary>Begins a message.</summary>
    public void Begin(string role, string text)
    {
        _results = null;
        _messages.Add(new Message { Role = role, Content = text });
    }

    /// <summary>Goes on with the last message if it is of the same role, on a line of its own, else begins one.</summary>
    public void Append(string role, string text)
    {
        if (LastRole != role)
        {
            Begin(role, text);
            return;
        }

        _results = null;
        AddLine(_messages[^1], text);
    }

    /// <summary>Adds a call of the assistant's.</summary>
    /// <param name="name">The function.</param>
    /// <param name="arguments">Its arguments as JSON. None or empty: it has none.</param>
    public void AddCall(string name, string? arguments) =>
        Append(AssistantRole, ToolMarkup.Call(CompactJson.Of(name), arguments is { Length: > 0 } ? arguments : "{}"));

    /// <summary>Adds a call's result. All that follow each other are one message of the user's.</summary>
    public void AddResult(string text)
    {
        var result = ToolMarkup.Result(text);
        if (_results is not null)
        {
            AddLine(_results, result);
            return;
        }

        Begin(UserRole, result);
        _results = _messages[^1];
    }

    /// <summary>The conversation.</summary>
    /// <param name="tools">The tools that the model is told of. Null: none.</param>
    public Chat ToChat(ToolSet? tools)
    {
        if (tools is not null)
            ToolPrompt.AddTo(_messages, tools);
        return new Chat { Messages = { _messages } };
    }

    private static void AddLine(Message message, string text) =>
        message.Content = message.Content.Length > 0 ? $"{message.Content}\n{text}" : text;
}
