using SpecMesh.Gateway.Generations;

namespace SpecMesh.Gateway.Api.Answers;

/// <summary>Says in the response's headers which nodes answer. A replay may go on with others.</summary>
internal static class AnswerHeaders
{
    private const string Verifier = "X-SpecMesh-Verifier";
    private const string Draft = "X-SpecMesh-Draft";
    private const string None = "none";

    public static void Write(HttpResponse response, GenerationStream stream)
    {
        response.Headers[Verifier] = Printable(stream.Opened.Verifier);
        response.Headers[Draft] = stream.Draft is { } draft ? Printable(draft) : None;
    }

    // Nodes choose their names themselves, and a header takes ASCII only.
    private static string Printable(string name) => string.Concat(name.Select(unit => unit is >= ' ' and <= '~' ? unit : '?'));
}
