using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Inference.Engine;

/// <summary>Text to token ids and back, for one model. Immutable and safe to use from any thread.</summary>
public interface IVocabulary
{
    /// <summary>Number of token ids: every id is in 0 to Size - 1.</summary>
    int Size { get; }

    /// <summary>What another vocabulary must match for its model to draft for this one.</summary>
    VocabularyFingerprint Fingerprint { get; }

    /// <summary>Whether a token ends a generation (end of text, end of turn, ...).</summary>
    bool IsEndOfGeneration(int token);

    /// <summary>Token ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecial">Whether to add the tokens with which the model's texts begin (and end), if it has any.</param>
    /// <param name="parseSpecial">
    /// Whether control-token spellings (<c>&lt;|im_end|&gt;</c>) in the text become those tokens. True for templates only:
    /// text that a user wrote must not be able to end its own turn.
    /// </param>
    int[] Tokenize(string text, bool addSpecial, bool parseSpecial);

    /// <summary>The bytes that a token stands for. Empty for control tokens. May end in the middle of a UTF-8 character.</summary>
    ReadOnlyMemory<byte> Piece(int token);

    /// <summary>Renders a chat as the prompt that the model was trained on, ready for the assistant's answer, and tokenises it.</summary>
    /// <exception cref="EngineException">The model has no chat template, or one that the engine does not know.</exception>
    int[] ApplyChatTemplate(IReadOnlyList<ChatTurn> turns);

    /// <summary>The same prompt as text, with the spellings of control tokens.</summary>
    /// <exception cref="EngineException">The model has no chat template, or one that the engine does not know.</exception>
    string RenderChatTemplate(IReadOnlyList<ChatTurn> turns);
}

/// <summary>One message of a chat.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, or what else the model's template knows.</param>
/// <param name="Content">The message's text.</param>
public sealed record ChatTurn(string Role, string Content);
