using System.Text.Json;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Tools;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Api.ResponsesApi;

/// <summary>Reads <c>instructions</c> and <c>input</c>: a text, or an array of items.</summary>
internal static class ResponsesInput
{
    private const string Input = "input";
    private const string Expected = "a string or an array of items";

    /// <param name="fields">The request.</param>
    /// <param name="tools">The tools that the model is told of. Null: none.</param>
    public static Chat Read(RequestFields fields, ToolSet? tools)
    {
        var transcript = new Transcript();
        if (fields.Text("instructions") is { Length: > 0 } instructions)
            transcript.Begin("system", instructions);
        if (fields.Find(Input) is { ValueKind: JsonValueKind.String } text)
        {
            transcript.Begin("user", text.GetString()!);
            return transcript.ToChat(tools);
        }

        foreach (var item in RequestArrays.Objects(fields, Input, Expected, Expected, "an object with 'role' and 'content', or an item with a 'type'"))
            Add(transcript, item);
        return transcript.ToChat(tools);
    }

    private static void Add(Transcript transcript, RequestFields item)
    {
        switch (item.Text("type"))
        {
            case null or "message":
                transcript.Begin(ReadRole(item), ContentFields.Read(item, "content", "", "input_text", "output_text"));
                break;
            case "function_call":
                transcript.AddCall(item.RequiredText("name"), item.Text("arguments"));
                break;
            case "function_call_output":
                transcript.AddResult(ContentFields.Read(item, "output", "", "input_text"));
                break;
            case "item_reference":
                throw ApiErrors.Unsupported(
                    item.NameOf("type"), $"'{item.NameOf("type")}' is 'item_reference', but this mesh stores nothing: send the item itself.");
            case var other:
                throw ApiErrors.Unsupported(
                    item.NameOf("type"), $"'{item.NameOf("type")}' is '{other}', but must be message, function_call or function_call_output: other items are not supported.");
        }
    }

    private static string ReadRole(RequestFields item) => item.RequiredText("role") switch
    {
        // The later name of the same role; chat templates know the older one.
        "developer" => "system",
        ("system" or "user" or "assistant") and var role => role,
        var role => throw ApiErrors.BadValue(
            item.NameOf("role"), $"'{item.NameOf("role")}' is '{role}', but must be system, developer, user or assistant."),
    };
}
