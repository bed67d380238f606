using System.Collections;
using SpecMesh.Inference.LlamaCpp.Native;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>What is known of each token id, read off the model once so that no later question needs native code.</summary>
internal sealed unsafe class TokenTable
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

    public static TokenTable Read(nint vocab)
    {
        var size = LlamaNative.VocabSize(vocab);
        var offsets = new int[size + 1];
        var endsGeneration = new BitArray(size);
        var control = new BitArray(size);
        using var pieces = new MemoryStream();
        Span<byte> buffer = new byte[256];
        for (var token = 0; token < size; token++)
        {
            pieces.Write(ReadPiece(vocab, token, ref buffer));
            offsets[token + 1] = (int)pieces.Length;
            endsGeneration[token] = LlamaNative.VocabIsEndOfGeneration(vocab, token);
            control[token] = (LlamaNative.VocabAttributes(vocab, token) & (TokenAttributes.Control | TokenAttributes.Unknown)) != 0;
        }

        return new TokenTable(pieces.ToArray(), offsets, endsGeneration, control);
    }

    public ReadOnlyMemory<byte> Piece(int token) => _bytes.AsMemory(_offsets[Checked(token)].._offsets[token + 1]);

    public bool IsEndOfGeneration(int token) => _endsGeneration[Checked(token)];

    public bool IsControl(int token) => _control[Checked(token)];

    private int Checked(int token) => (uint)token < (uint)Count
        ? token
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"Token ids are 0 to {Count - 1}.");

    private static ReadOnlySpan<byte> ReadPiece(nint vocab, int token, ref Span<byte> buffer)
    {
        while (true)
        {
            int length;
            fixed (byte* start = buffer)
                length = LlamaNative.TokenToPiece(vocab, token, start, buffer.Length, lstrip: 0, special: false);
            if (length >= 0)
                return buffer[..length];
            buffer = new byte[-length];
        }
    }
}
