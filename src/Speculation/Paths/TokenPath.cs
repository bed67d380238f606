using System.Runtime.InteropServices;

namespace SpecMesh.Speculation.Paths;

/// <summary>A sequence of tokens from position 0 on, with the rolling hash of every prefix. Grows and is cut at its end.</summary>
public sealed class TokenPath
{
    private readonly List<int> _tokens = [];

    // Entry i is the hash of the i tokens before position i.
    private readonly List<ulong> _hashes = [Fnv1a.Seed];

    /// <summary>Number of tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>All tokens. The view is valid until the path next changes.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public int this[int position] => _tokens[position];

    /// <summary>FNV-1a over the tokens before <paramref name="position"/>, each as 4 bytes, lowest first.</summary>
    /// <param name="position">0 to <see cref="Count"/>.</param>
    public ulong HashBefore(int position) => _hashes[position];

    public void Append(int token)
    {
        _hashes.Add(Fnv1a.Append(_hashes[^1], (uint)token));
        _tokens.Add(token);
    }

    public void Append(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
            Append(token);
    }

    /// <summary>Cuts the path so that <paramref name="count"/> tokens remain.</summary>
    public void Truncate(int count)
    {
        _tokens.RemoveRange(count, _tokens.Count - count);
        _hashes.RemoveRange(count + 1, _hashes.Count - count - 1);
    }
}
