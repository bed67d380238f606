using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>
/// Which prompt gets the next prefill chunk: the one with least left is answered soonest. Each time that a prompt is passed over counts for a
/// chunk, so that short ones coming in without end cannot starve a long one.
/// </summary>
internal sealed class PrefillOrder(int chunk)
{
    private readonly List<OpenedGeneration> _waiting = [];

    public bool IsEmpty => _waiting.Count == 0;

    public void Clear() => _waiting.Clear();

    public void Add(OpenedGeneration generation) => _waiting.Add(generation);

    /// <summary>The next; null if there is none. The others count as passed over.</summary>
    public OpenedGeneration? Take()
    {
        OpenedGeneration? next = null;
        foreach (var generation in _waiting)
        {
            if (next is null || Left(generation) < Left(next))
                next = generation;
        }

        foreach (var generation in _waiting)
            generation.PassedOver += generation == next ? 0 : 1;
        return next;
    }

    private long Left(OpenedGeneration generation) => generation.Session.Pending - ((long)generation.PassedOver * chunk);
}
