namespace SpecMesh.Inference.Grammars;

/// <summary>What may follow a text: every stack with which it can be read. Immutable, apart from what is remembered.</summary>
/// <param name="stacks">In order of their ids.</param>
/// <param name="canEnd">Whether the text may end here.</param>
internal sealed class GrammarState(GrammarStack[] stacks, bool canEnd)
{
    private readonly Dictionary<int, GrammarState> _next = [];

    /// <summary>No text leads here.</summary>
    public static GrammarState Dead { get; } = new([], canEnd: false);

    public ReadOnlySpan<GrammarStack> Stacks => stacks;

    public bool CanEnd => canEnd;

    /// <summary>The tokens that may follow, a bit for each id, once they have been asked for.</summary>
    public ulong[]? Tokens { get; set; }

    /// <summary>The state after a character, if it has been asked for before.</summary>
    public GrammarState? Remembered(int codePoint) => _next.GetValueOrDefault(codePoint);

    public void Remember(int codePoint, GrammarState next) => _next[codePoint] = next;

    /// <summary>States are equal if the same texts may follow in the same ways.</summary>
    public sealed class Comparer : IEqualityComparer<GrammarState>
    {
        public bool Equals(GrammarState? x, GrammarState? y) =>
            x is not null && y is not null && x.CanEnd == y.CanEnd && x.Stacks.SequenceEqual(y.Stacks);

        public int GetHashCode(GrammarState state)
        {
            var hash = new HashCode();
            hash.Add(state.CanEnd);
            foreach (var stack in state.Stacks)
                hash.Add(stack.Id);
            return hash.ToHashCode();
        }
    }
}
