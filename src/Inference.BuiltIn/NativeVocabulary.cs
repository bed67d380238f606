using System.Runtime.InteropServices;
using System.Text;
using SpecMesh.Inference.BuiltIn.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.BuiltIn;

/// <summary>A <c>llama_vocab</c>. It belongs to its model.</summary>
internal sealed unsafe class NativeVocabulary(ModelHandle model) : IVocabularyHandle
{
    private readonly nint _vocab = LlamaNative.ModelGetVocab(model);

    public int Size => LlamaNative.VocabSize(_vocab);

    public int Type => LlamaNative.VocabType(_vocab);

    public int Bos => LlamaNative.VocabBos(_vocab);

    public int Eos => LlamaNative.VocabEos(_vocab);

    public bool AddsBos => LlamaNative.VocabAddsBos(_vocab);

    public byte[] Text(int token) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LlamaNative.VocabText(_vocab, token)).ToArray();

    public int Piece(int token, Span<byte> buffer)
    {
        // Negative: it does not fit.
        fixed (byte* start = buffer)
            return Math.Abs(LlamaNative.TokenToPiece(_vocab, token, start, buffer.Length, lstrip: 0, special: false));
    }

    public bool IsEndOfGeneration(int token) => LlamaNative.VocabIsEndOfGeneration(_vocab, token);

    public bool IsControl(int token) => (LlamaNative.VocabAttributes(_vocab, token) & (TokenAttributes.Control | TokenAttributes.Unknown)) != 0;

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        // No token is shorter than a byte, and special tokens add a few: nearly always enough at the first try.
        var tokens = new int[bytes.Length + 8];
        var count = TokenizeInto(bytes, tokens, addSpecial, parseSpecial);
        if (count < 0 && count != int.MinValue)
        {
            tokens = new int[-count];
            count = TokenizeInto(bytes, tokens, addSpecial, parseSpecial);
        }

        if (count < 0)
            throw new EngineException($"llama.cpp could not tokenise a text of {bytes.Length} bytes.");
        return tokens.AsSpan(0, count).ToArray();
    }

    private int TokenizeInto(ReadOnlySpan<byte> text, Span<int> tokens, bool addSpecial, bool parseSpecial)
    {
        var held = false;
        try
        {
            model.DangerousAddRef(ref held);
            fixed (byte* start = text)
            fixed (int* first = tokens)
            {
                // An empty span has a null start, which llama.cpp must not see.
                byte nothing = 0;
                return LlamaNative.Tokenize(_vocab, start is null ? &nothing : start, text.Length, first, tokens.Length, addSpecial, parseSpecial);
            }
        }
        finally
        {
            if (held)
                model.DangerousRelease();
        }
    }
}
