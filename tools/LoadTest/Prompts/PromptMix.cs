namespace SpecMesh.LoadTest.Prompts;

/// <summary>Several sets, mixed by weight.</summary>
/// <param name="parts">The sets and how often each is asked, compared with the others.</param>
/// <param name="seed">Chooses which set is next.</param>
internal sealed class PromptMix(IReadOnlyList<(IPromptSource Source, double Weight)> parts, int seed) : IPromptSource
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly int[] _used = new int[parts.Count];
    private readonly List<(int Part, int Index)> _drawn = [];

    public Conversation Chat(int number)
    {
        var (part, index) = Draw(number);
        return parts[part].Source.Chat(index);
    }

    // Chats may be asked for in any order, but are drawn in theirs.
    private (int Part, int Index) Draw(int number)
    {
        lock (_lock)
        {
            while (_drawn.Count <= number)
            {
                var part = Pick(_random.NextDouble() * parts.Sum(static part => part.Weight));
                _drawn.Add((part, _used[part]++));
            }

            return _drawn[number];
        }
    }

    private int Pick(double point)
    {
        for (var i = 0; i < parts.Count - 1; i++)
        {
            point -= parts[i].Weight;
            if (point < 0)
                return i;
        }

        return parts.Count - 1;
    }
}
