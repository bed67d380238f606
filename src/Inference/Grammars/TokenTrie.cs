using System.Runtime.CompilerServices;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.Grammars;

/// <summary>A vocabulary's pieces as a tree of bytes, so that tokens that begin alike are tested together.</summary>
internal sealed class TokenTrie
{
    private static readonly ConditionalWeakTable<IVocabulary, TokenTrie> Tries = [];

    // Nodes in the order of a walk that sees parents first. Those below node i are i + 1 to _ends[i] - 1; the tokens that end at node i
    // are entries _firsts[i] to _firsts[i + 1] - 1 of _tokens.
    private readonly List<byte> _bytes = [];
    private readonly List<int> _depths = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _firsts = [];
    private readonly List<int> _tokens = [];
    private readonly List<int> _endTokens = [];
    private readonly int _size;
    private readonly int _depth;

    private TokenTrie(IVocabulary vocabulary)
    {
        _size = vocabulary.Size;
        var pieces = new List<(byte[] Piece, int Token)>();
        for (var token = 0; token < vocabulary.Size; token++)
        {
            if (vocabulary.IsEndOfGeneration(token))
                _endTokens.Add(token);
            else if (!vocabulary.Piece(token).IsEmpty)
                pieces.Add((vocabulary.Piece(token).ToArray(), token));
        }

        pieces.Sort(static (x, y) => x.Piece.AsSpan().SequenceCompareTo(y.Piece) is not 0 and var order ? order : x.Token.CompareTo(y.Token));
        Fill(pieces);
        _depth = _depths.Count == 0 ? 0 : _depths.Max() + 1;
    }

    /// <summary>The tree of a vocabulary; it is made once.</summary>
    public static TokenTrie Of(IVocabulary vocabulary) => Tries.GetValue(vocabulary, static vocabulary => new TokenTrie(vocabulary));

    /// <summary>The tokens that may follow, a bit for each id.</summary>
    public ulong[] Allowed(GrammarPosition from, GrammarMachine machine)
    {
        var allowed = new ulong[(_size + 63) / 64];
        if (from is { IsWhole: true, State.CanEnd: true })
        {
            foreach (var token in _endTokens)
                Allow(token);
        }

        var path = new GrammarPosition[_depth + 1];
        path[0] = from;
        for (var node = 0; node < _bytes.Count;)
        {
            var position = path[_depths[node]].After(_bytes[node], machine);
            if (position.IsDead)
            {
                node = _ends[node];
                continue;
            }

            path[_depths[node] + 1] = position;
            for (var i = _firsts[node]; i < _firsts[node + 1]; i++)
                Allow(_tokens[i]);
            node++;
        }

        return allowed;

        void Allow(int token) => allowed[token >> 6] |= 1UL << token;
    }

    private void Fill(List<(byte[] Piece, int Token)> pieces)
    {
        var path = new Stack<int>();
        byte[] last = [];
        foreach (var (piece, token) in pieces)
        {
            var common = last.AsSpan().CommonPrefixLength(piece);
            Close(path, common);
            for (var depth = common; depth < piece.Length; depth++)
            {
                path.Push(_bytes.Count);
                _bytes.Add(piece[depth]);
                _depths.Add(depth);
                _ends.Add(0);
                _firsts.Add(_tokens.Count);
            }

            _tokens.Add(token);
            last = piece;
        }

        Close(path, 0);
        _firsts.Add(_tokens.Count);
    }

    private void Close(Stack<int> path, int depth)
    {
        while (path.Count > depth)
            _ends[path.Pop()] = _bytes.Count;
    }
}
