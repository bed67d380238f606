using System.Text.Json.Serialization;

namespace SpecMesh.Gateway.Api.Responses;

/// <summary>A call that the model asks for, whole.</summary>
internal sealed record ToolCall(string Id, string Type, FunctionCall Function);

/// <param name="Name">The function to call.</param>
/// <param name="Arguments">Its arguments: a JSON object, as text. Cut off if the answer was.</param>
internal sealed record FunctionCall(string Name, string Arguments);

/// <summary>A piece of a call: id, type and name come with the first, text of the arguments with all.</summary>
internal sealed record ToolCallDelta(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type,
    FunctionDelta Function);

internal sealed record FunctionDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name, string Arguments);
