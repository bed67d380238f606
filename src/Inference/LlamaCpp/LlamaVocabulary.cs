using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>The vocabulary of a GGUF model. Usable as long as its engine lives; after that, tokenising throws <see cref="ObjectDisposedException"/>.</summary>
public sealed class LlamaVocabulary : IVocabulary
{
    private readonly IVocabularyHandle _vocabulary;
    private readonly TokenTable _tokens;
    private readonly ChatTemplate _template;

    private LlamaVocabulary(IVocabularyHandle vocabulary, ChatTemplate template)
    {
        _vocabulary = vocabulary;
        _tokens = TokenTable.Read(vocabulary);
        _template = template;
        Bos = vocabulary.AddsBos ? vocabulary.Bos : -1;
        Eos = vocabulary.Eos;
        Fingerprint = VocabularyFingerprint.Create(TypeName(vocabulary.Type), Bos, Eos, ReadTexts(vocabulary));
    }

    /// <inheritdoc/>
    public int Size => _tokens.Count;

    /// <inheritdoc/>
    public VocabularyFingerprint Fingerprint { get; }

    /// <summary>The token with which texts begin, or -1 if this model does not want one.</summary>
    public int Bos { get; }

    /// <summary>The token that ends a text, or -1.</summary>
    public int Eos { get; }

    internal static LlamaVocabulary Create(IModelHandle model)
    {
        if (model.Vocabulary.Size == 0)
            throw new EngineException("The model has no vocabulary, so it cannot take text. Use a GGUF file with a tokenizer in it.");
        return new LlamaVocabulary(model.Vocabulary, new ChatTemplate(model));
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
        return _vocabulary.Tokenize(text, addSpecial, parseSpecial);
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

    private static ReadOnlyMemory<byte>[] ReadTexts(IVocabularyHandle vocabulary) =>
        [.. Enumerable.Range(0, vocabulary.Size).Select(token => (ReadOnlyMemory<byte>)vocabulary.Text(token))];

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
