using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Loop;

/// <summary>
/// Which prompts get the next prefill chunks: the one with least left is answered soonest. Each time that a prompt is passed over counts for a
/// chunk, so that short ones coming in without end cannot starve a long one.
/// </summary>
internal sealed class PrefillOrder(int chunk)
{
    // The weights are read for each prompt anew, however short it is.
    private const int LeastRows = 32;

    private readonly List<OpenedGeneration> _waiting = [];

    // Rows that prompts have had since the last decode pass.
    private int _taken;

    public bool IsEmpty => _waiting.Count == 0;

    public void Clear() => _waiting.Clear();

    public void Add(OpenedGeneration generation) => _waiting.Add(generation);

    /// <summary>A decode pass comes, or nobody waits for one: after it there is room for a whole chunk again.</summary>
    public void MakeRoom() => _taken = 0;

    /// <summary>Those that get their chunk before the next decode pass, into <paramref name="round"/>; the others count as passed over.</summary>
    /// <returns>Whether there are any.</returns>
    /// <remarks>
    /// All prompts between two decode passes have no more rows together than one chunk: others wait no longer for many short prompts than for one long
    /// one. As long as there is room, a prompt that came while others were read does not wait for a decode pass, which it would otherwise miss.
    /// </remarks>
    public bool Take(List<OpenedGeneration> round)
    {
        round.Clear();
        while (_waiting.Count > 0)
        {
            var next = _waiting[0];
            foreach (var generation in _waiting)
            {
                if (Left(generation) < Left(next))
                    next = generation;
            }

            var rows = Math.Clamp(next.Session.Pending, Math.Min(LeastRows, chunk), chunk);
            if (_taken + rows > chunk)
                break;
            _taken += rows;
            round.Add(next);
            _waiting.Remove(next);
        }

        if (round.Count == 0)
            return false;
        foreach (var generation in _waiting)
            generation.PassedOver++;
        return true;
    }

    private long Left(OpenedGeneration generation) => generation.Session.Pending - ((long)generation.PassedOver * chunk);
}
