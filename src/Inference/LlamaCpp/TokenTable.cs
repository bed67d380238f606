using System.Collections;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>What is known of each token id, read off the model once so that no later question needs native code.</summary>
internal sealed class TokenTable
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly BitArray _endsGeneration;
    private readonly BitArray _control;

    private TokenTable(byte[] bytes, int[] offsets, BitArray endsGeneration, BitArray control)
    {
        _bytes = bytes;
        _offsets = offsets;
        _endsGeneration = endsGeneration;
        _control = control;
    }

    public int Count => _offsets.Length - 1;

    public static TokenTable Read(IVocabularyHandle vocabulary)
    {
        var size = vocabulary.Size;
        var offsets = new int[size + 1];
        var endsGeneration = new BitArray(size);
        var control = new BitArray(size);
        using var pieces = new MemoryStream();
        Span<byte> buffer = new byte[256];
        for (var token = 0; token < size; token++)
        {
            pieces.Write(ReadPiece(vocabulary, token, ref buffer));
            offsets[token + 1] = (int)pieces.Length;
            endsGeneration[token] = vocabulary.IsEndOfGeneration(token);
            control[token] = vocabulary.IsControl(token);
        }

        return new TokenTable(pieces.ToArray(), offsets, endsGeneration, control);
    }

    public ReadOnlyMemory<byte> Piece(int token) => _bytes.AsMemory(_offsets[Checked(token)].._offsets[token + 1]);

    public bool IsEndOfGeneration(int token) => _endsGeneration[Checked(token)];

    public bool IsControl(int token) => _control[Checked(token)];

    private int Checked(int token) => (uint)token < (uint)Count
        ? token
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"Token ids are 0 to {Count - 1}.");

    private static ReadOnlySpan<byte> ReadPiece(IVocabularyHandle vocabulary, int token, ref Span<byte> buffer)
    {
        var length = vocabulary.Piece(token, buffer);
        if (length > buffer.Length)
        {
            buffer = new byte[length];
            length = vocabulary.Piece(token, buffer);
        }

        return buffer[..length];
    }
}
