using System.Runtime.InteropServices;
using System.Text;
using LLama.Native;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>LLamaSharp's vocabulary of a model.</summary>
internal sealed class LLamaSharpVocabulary(SafeLlamaModelHandle model) : IVocabularyHandle
{
    public int Size => model.Vocab.Count;

    public int Type => (int)model.Vocab.Type;

    public int Bos => Id(model.Vocab.BOS);

    public int Eos => Id(model.Vocab.EOS);

    public bool AddsBos => model.Vocab.ShouldAddBOS;

    public byte[] Text(int token) => LLamaSharpRuntime.Missing.TokenText(model.DangerousGetHandle(), token);

    public int Piece(int token, Span<byte> buffer) => (int)model.TokenToSpan(token, buffer);

    public bool IsEndOfGeneration(int token) => ((LLamaToken)token).IsEndOfGeneration(model.Vocab);

    public bool IsControl(int token) =>
        (((LLamaToken)token).GetAttributes(model.Vocab) & (LLamaTokenAttr.Control | LLamaTokenAttr.Unknown)) != 0;

    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        // LLamaSharp holds the model only while it asks for the vocabulary, not while it tokenises.
        var held = false;
        try
        {
            model.DangerousAddRef(ref held);
            return MemoryMarshal.Cast<LLamaToken, int>(model.Tokenize(text, addSpecial, parseSpecial, Encoding.UTF8)).ToArray();
        }
        finally
        {
            if (held)
                model.DangerousRelease();
        }
    }

    private static int Id(LLamaToken? token) => token is { } present ? (int)present : -1;
}
