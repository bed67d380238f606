using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>
/// Which prompts get the next prefill chunks: the one with least left is answered soonest. Each time that a prompt is passed over counts for a
/// chunk, so that short ones coming in without end cannot starve a long one.
/// </summary>
internal sealed class PrefillOrder(int chunk)
{
    private const int LeastRows = 32;

    private readonly List<OpenedGeneration> _waiting = [];

    public bool IsEmpty => _waiting.Count == 0;

    public void Clear() => _waiting.Clear();

    public void Add(OpenedGeneration generation) => _waiting.Add(generation);

    /// <summary>Those that get their chunk in this round, into <paramref name="round"/>; the others count as passed over.</summary>
    /// <remarks>
    /// Together their prompts have no more rows than one chunk: a round takes no longer for many short prompts than for one long one, and no
    /// short prompt waits for a decode pass of the others for each that came before it.
    /// </remarks>
    public void Take(List<OpenedGeneration> round)
    {
        round.Clear();
        var room = chunk;
        while (_waiting.Count > 0)
        {
            var next = _waiting[0];
            foreach (var generation in _waiting)
            {
                if (Left(generation) < Left(next))
                    next = generation;
            }

            // The weights are read for each anew, however short it is.
            var rows = Math.Max(LeastRows, Math.Min(next.Session.Pending, chunk));
            if (round.Count > 0 && rows > room)
                break;
            room -= rows;
            round.Add(next);
            _waiting.Remove(next);
        }

        foreach (var generation in _waiting)
            generation.PassedOver++;
    }

    private long Left(OpenedGeneration generation) => generation.Session.Pending - ((long)generation.PassedOver * chunk);
}
