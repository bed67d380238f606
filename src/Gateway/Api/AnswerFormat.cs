using System.Text.Json;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Requests;
using SpecMesh.Gateway.Api.Responses;

namespace SpecMesh.Gateway.Api;

/// <summary>What all pieces of one answer share.</summary>
internal sealed record AnswerHead(string Id, long Created, string Model, string Fingerprint, AnswerOptions Options);

/// <summary>The JSON of an endpoint's answers, whole and in chunks.</summary>
internal abstract class AnswerFormat
{
    private static readonly JsonElement ExplicitNull = JsonElement.Parse("null");

    /// <summary>Beginning of every answer's id.</summary>
    public abstract string IdPrefix { get; }

    /// <summary>The whole answer.</summary>
    public abstract string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary);

    /// <summary>The chunk before all others of a choice. Null: none.</summary>
    public abstract string? FirstChunk(AnswerHead head, int choice);

    /// <summary>A chunk with text or tokens. Null: the piece waits for more.</summary>
    public abstract string? PieceChunk(AnswerHead head, ChoicePiece piece);

    /// <summary>The format for one request's answer.</summary>
    public virtual AnswerFormat For(AnswerRequest request) => this;

    /// <summary>The chunk after all others of a choice, with what waited.</summary>
    /// <param name="head">The answer.</param>
    /// <param name="choice">The choice.</param>
    /// <param name="finishReason">Why it ended.</param>
    /// <param name="summary">In the very last chunk: what is known of the answer.</param>
    public abstract string FinishChunk(AnswerHead head, int choice, string finishReason, AnswerSummary? summary);

    /// <summary>The chunk after all choices, without choices.</summary>
    public abstract string UsageChunk(AnswerHead head, AnswerSummary summary);

    protected static JsonElement? NoUsageYet(AnswerHead head) => head.Options.IncludeUsage ? ExplicitNull : null;

    protected static JsonElement ToJson(Usage usage) => JsonSerializer.SerializeToElement(usage, ApiJson.Wire.Usage);

    /// <summary>The service tier to answer with: there is only one.</summary>
    protected static string? TierOf(AnswerHead head) => head.Options.ServiceTier is null ? null : "default";
}
