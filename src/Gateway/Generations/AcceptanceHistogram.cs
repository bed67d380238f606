using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>How many of its draft tokens each pass accepted, over the passes that verified any.</summary>
internal sealed class AcceptanceHistogram
{
    private readonly List<int> _passes = [];

    /// <summary>Entry k: the passes that accepted k draft tokens.</summary>
    public IReadOnlyList<int> Passes => _passes;

    /// <summary>Most draft tokens that one pass verified.</summary>
    public int Deepest { get; private set; }

    public void Count(Verdict verdict)
    {
        var verified = verdict.Accepted + verdict.Rejected;
        if (verified == 0)
            return;
        Deepest = Math.Max(Deepest, verified);
        while (_passes.Count <= verdict.Accepted)
            _passes.Add(0);
        _passes[verdict.Accepted]++;
    }
}
