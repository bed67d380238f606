using System.Net.ServerSentEvents;
using SpecMesh.Gateway.Api.Answers;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Api.Requests;

namespace SpecMesh.Gateway.Api;

/// <summary>What all pieces of one answer share.</summary>
/// <param name="Id">The answer's id.</param>
/// <param name="Created">When it began, in seconds since 1970.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="Fingerprint">Which arithmetic answers.</param>
/// <param name="PromptTokens">Tokens of the first prompt.</param>
/// <param name="CachedTokens">Those of them that the verifier still had in its KV cache.</param>
/// <param name="Options">What the client wants to have in the answer.</param>
internal sealed record AnswerHead(
    string Id, long Created, string Model, string Fingerprint, int PromptTokens, int CachedTokens, AnswerOptions Options);

/// <summary>How an API writes an answer: whole, or as events. One for each answer, so it may remember what it has written.</summary>
internal abstract class AnswerFormat
{
    /// <summary>Beginning of every answer's id.</summary>
    public abstract string IdPrefix { get; }

    /// <summary>The whole answer.</summary>
    public abstract string Whole(AnswerHead head, IReadOnlyList<ChoiceText> choices, AnswerSummary summary);

    /// <summary>The events before all others of a choice.</summary>
    public abstract IEnumerable<SseItem<string>> Begin(AnswerHead head, int choice);

    /// <summary>The events for text or tokens. None: the piece waits for more.</summary>
    public abstract IEnumerable<SseItem<string>> Add(AnswerHead head, ChoicePiece piece);

    /// <summary>The events after all others of a choice, with what waited.</summary>
    /// <param name="head">The answer.</param>
    /// <param name="piece">The choice's last piece. What it adds was added.</param>
    /// <param name="summary">With the last choice to end: what is known of the answer.</param>
    public abstract IEnumerable<SseItem<string>> Finish(AnswerHead head, ChoicePiece piece, AnswerSummary? summary);

    /// <summary>The events after all choices.</summary>
    public abstract IEnumerable<SseItem<string>> End(AnswerHead head, AnswerSummary summary);

    /// <summary>The events that end an answer that broke off. It must not look whole.</summary>
    /// <param name="head">The answer.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="requestId">The request's id, as in <c>x-request-id</c>.</param>
    public abstract IEnumerable<SseItem<string>> Break(AnswerHead head, ApiException failure, string requestId);
}
