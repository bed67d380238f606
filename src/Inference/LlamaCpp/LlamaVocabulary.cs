using System.Runtime.InteropServices;
using System.Text;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Native;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>The vocabulary of a GGUF model. Usable as long as its engine lives; after that, tokenising throws <see cref="ObjectDisposedException"/>.</summary>
public sealed unsafe class LlamaVocabulary : IVocabulary
{
    private readonly ModelHandle _model;
    private readonly nint _vocab;
    private readonly TokenTable _tokens;
    private readonly ChatTemplate _template;

    private LlamaVocabulary(ModelHandle model, nint vocab, TokenTable tokens, ChatTemplate template)
    {
        _model = model;
        _vocab = vocab;
        _tokens = tokens;
        _template = template;
        Bos = LlamaNative.VocabAddsBos(vocab) ? LlamaNative.VocabBos(vocab) : -1;
        Eos = LlamaNative.VocabEos(vocab);
        Fingerprint = VocabularyFingerprint.Create(TypeName(LlamaNative.VocabType(vocab)), Bos, Eos, ReadTexts(vocab));
    }

    /// <inheritdoc/>
    public int Size => _tokens.Count;

    /// <inheritdoc/>
    public VocabularyFingerprint Fingerprint { get; }

    /// <summary>The token with which texts begin, or -1 if this model does not want one.</summary>
    public int Bos { get; }

    /// <summary>The token that ends a text, or -1.</summary>
    public int Eos { get; }

    internal static LlamaVocabulary Create(ModelHandle model)
    {
        var vocab = LlamaNative.ModelGetVocab(model);
        if (LlamaNative.VocabSize(vocab) == 0)
            throw new EngineException("The model has no vocabulary, so it cannot take text. Use a GGUF file with a tokenizer in it.");
        return new LlamaVocabulary(model, vocab, TokenTable.Read(vocab), ChatTemplate.Read(model));
    }

    /// <inheritdoc/>
    public bool IsEndOfGeneration(int token) => _tokens.IsEndOfGeneration(token);

    /// <summary>Whether a token is markup that no text stands for, such as an end of turn.</summary>
    public bool IsControl(int token) => _tokens.IsControl(token);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Piece(int token) => _tokens.Piece(token);

    /// <inheritdoc/>
    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        ArgumentNullException.ThrowIfNull(text);
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

    /// <inheritdoc/>
    public int[] ApplyChatTemplate(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var tokens = ChatTokenizer.Tokenize(_template, this, turns);
        return Bos >= 0 && (tokens.Length == 0 || tokens[0] != Bos) ? [Bos, .. tokens] : tokens;
    }

    /// <inheritdoc/>
    public string RenderChatTemplate(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return ChatTokenizer.Render(_template, turns);
    }

    private int TokenizeInto(ReadOnlySpan<byte> text, Span<int> tokens, bool addSpecial, bool parseSpecial)
    {
        var held = false;
        try
        {
            _model.DangerousAddRef(ref held);
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
                _model.DangerousRelease();
        }
    }

    /// <summary>Each token's text as the vocabulary spells it, which is not always what it stands for.</summary>
    private static ReadOnlyMemory<byte>[] ReadTexts(nint vocab)
    {
        var texts = new ReadOnlyMemory<byte>[LlamaNative.VocabSize(vocab)];
        for (var token = 0; token < texts.Length; token++)
            texts[token] = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LlamaNative.VocabText(vocab, token)).ToArray();
        return texts;
    }

    private static string TypeName(int type) => type switch
    {
        1 => "SPM",
        2 => "BPE",
        3 => "WPM",
        4 => "UGM",
        5 => "RWKV",
        6 => "PLaMo2",
        _ => $"type {type}",
    };
}
