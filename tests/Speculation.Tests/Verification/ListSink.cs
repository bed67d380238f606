using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Verification;

/// <summary>Collects decided tokens, and ends the generation at a number of them.</summary>
internal sealed class ListSink(List<int> tokens, int end = int.MaxValue) : ITokenSink
{
    public bool Commit(int token)
    {
        tokens.Add(token);
        return tokens.Count >= end;
    }
}
