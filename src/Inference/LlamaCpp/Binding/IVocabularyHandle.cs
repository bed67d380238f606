using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>A <c>llama_vocab</c>.</summary>
internal interface IVocabularyHandle
{
    /// <summary>Number of tokens.</summary>
    int Size { get; }

    /// <summary>The value of <c>llama_vocab_type</c>.</summary>
    int Type { get; }

    /// <summary>The token with which texts begin, or -1.</summary>
    int Bos { get; }

    /// <summary>The token that ends a text, or -1.</summary>
    int Eos { get; }

    /// <summary>Whether the model wants <see cref="Bos"/> before every text.</summary>
    bool AddsBos { get; }

    /// <summary>A token's text as the vocabulary spells it, which is not always what it stands for.</summary>
    byte[] Text(int token);

    /// <summary>What a token stands for.</summary>
    /// <param name="token">The token.</param>
    /// <param name="buffer">Receives it, if it fits.</param>
    /// <returns>The number of bytes.</returns>
    int Piece(int token, Span<byte> buffer);

    /// <summary>Whether a token ends a generation.</summary>
    bool IsEndOfGeneration(int token);

    /// <summary>Whether no text stands for a token.</summary>
    bool IsControl(int token);

    /// <summary>Token ids of a text, see <see cref="IVocabulary.Tokenize"/>. From any thread.</summary>
    /// <exception cref="EngineException">The text is too long for llama.cpp.</exception>
    int[] Tokenize(string text, bool addSpecial, bool parseSpecial);
}
