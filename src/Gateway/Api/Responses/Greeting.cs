namespace SpecMesh.Gateway.Api.Responses;

/// <summary>What <c>GET /</c> says to someone who looks around without a browser.</summary>
internal sealed record Greeting(string Service, string Hint, string[] Endpoints)
{
    public static Greeting Instance { get; } = new(
        "SpecMesh gateway",
        "OpenAI-compatible: use this address with /v1 as the base URL of any OpenAI client.",
        [
            "POST /v1/chat/completions", "POST /v1/completions", "POST /v1/responses", "POST /v1/messages", "GET /v1/models",
            "POST /tokenize", "POST /detokenize", "POST /apply-template", "GET /mesh", "GET /mesh/events", "GET /health", "GET /alive",
        ]);
}
