using System.Text.Json;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>What all pieces of one answer share.</summary>
internal sealed record AnswerHead(string Id, long Created, string Model, string Fingerprint, bool IncludeUsage);

/// <summary>The JSON of an endpoint's answers, whole and in chunks.</summary>
internal abstract class AnswerFormat
{
    private static readonly JsonElement ExplicitNull = JsonElement.Parse("null");

    /// <summary>Beginning of every answer's id.</summary>
    public abstract string IdPrefix { get; }

    /// <summary>The whole answer.</summary>
    public abstract string Whole(AnswerHead head, string text, string finishReason, Usage usage);

    /// <summary>The chunk before all text. Null: none.</summary>
    public abstract string? FirstChunk(AnswerHead head);

    /// <summary>The chunk for a piece of text. Null: the piece waits for more.</summary>
    public abstract string? TextChunk(AnswerHead head, string text);

    /// <summary>The chunk that ends the text, with what waited.</summary>
    public abstract string FinishChunk(AnswerHead head, string finishReason);

    /// <summary>The format for one request's answer.</summary>
    public virtual AnswerFormat For(AnswerRequest request) => this;

    /// <summary>The chunk after all others, without choices.</summary>
    public abstract string UsageChunk(AnswerHead head, Usage usage);

    protected static JsonElement? NoUsageYet(AnswerHead head) => head.IncludeUsage ? ExplicitNull : null;

    protected static JsonElement ToJson(Usage usage) => JsonSerializer.SerializeToElement(usage, ApiJson.Wire.Usage);
}
