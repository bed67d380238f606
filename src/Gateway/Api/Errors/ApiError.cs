namespace SpecMesh.Gateway.Api.Errors;

/// <summary>OpenAI's error body: <c>{"error": {...}}</c>.</summary>
internal sealed record ApiErrorBody(ApiError Error);

/// <param name="Message">What is wrong and what to do, in a sentence.</param>
/// <param name="Type">The kind of error.</param>
/// <param name="Param">The field of the request that is wrong.</param>
/// <param name="Code">What programs go by.</param>
internal sealed record ApiError(string Message, string Type, string? Param, string? Code);
