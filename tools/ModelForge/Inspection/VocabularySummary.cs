using SpecMesh.Inference.Engine;
using SpecMesh.ModelForge.Gguf;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.ModelForge.Inspection;

/// <summary>What a file says of its vocabulary.</summary>
/// <param name="Model">Kind of tokenizer, as the file names it, e.g. <c>gpt2</c> for byte-level BPE.</param>
/// <param name="PreTokenizer">How text is cut before merging, or null.</param>
/// <param name="Size">Number of tokens.</param>
/// <param name="Merges">Number of BPE merges.</param>
/// <param name="ControlTokens">Tokens that no text stands for.</param>
/// <param name="HasChatTemplate">Whether chats can be rendered.</param>
/// <param name="Fingerprint">What another vocabulary must match; null if llama.cpp cannot read it.</param>
/// <param name="FingerprintError">Why there is no fingerprint.</param>
internal sealed record VocabularySummary(
    string Model,
    string? PreTokenizer,
    int Size,
    int Merges,
    IReadOnlyList<string> ControlTokens,
    bool HasChatTemplate,
    FingerprintSummary? Fingerprint,
    string? FingerprintError)
{
    // llama_token_type.
    private const int ControlType = 3;

    /// <returns>Null for a file without a tokenizer.</returns>
    public static VocabularySummary? Read(GgufFile file, Func<string, VocabularyFingerprint> readFingerprint)
    {
        if (file.Text("tokenizer.ggml.model") is not { } model || file.Find("tokenizer.ggml.tokens")?.Value is not GgufString[] tokens)
            return null;
        var types = file.Find("tokenizer.ggml.token_type")?.Value as int[] ?? [];
        FingerprintSummary? fingerprint = null;
        string? error = null;
        try
        {
            fingerprint = FingerprintSummary.Of(readFingerprint(file.Path));
        }
        catch (EngineException e)
        {
            // The file can be looked at all the same.
            error = e.Message;
        }

        return new VocabularySummary(
            model,
            file.Text("tokenizer.ggml.pre"),
            tokens.Length,
            (file.Find("tokenizer.ggml.merges")?.Value as Array)?.Length ?? 0,
            [.. tokens.Zip(types).Where(pair => pair.Second == ControlType).Select(pair => pair.First.ToString())],
            file.Find("tokenizer.chat_template") is not null,
            fingerprint,
            error);
    }
}

/// <summary>A <see cref="VocabularyFingerprint"/> short enough to compare by eye.</summary>
/// <param name="Type">Vocabulary type.</param>
/// <param name="Size">Number of tokens.</param>
/// <param name="Bos">Beginning-of-text token, or -1.</param>
/// <param name="Eos">End-of-text token, or -1.</param>
/// <param name="Hash">Hash over the texts of all compared tokens: two vocabularies of one size with one hash can work together.</param>
internal sealed record FingerprintSummary(string Type, int Size, int Bos, int Eos, string Hash)
{
    public static FingerprintSummary Of(VocabularyFingerprint fingerprint) =>
        new(fingerprint.Type, fingerprint.Size, fingerprint.Bos, fingerprint.Eos, fingerprint.TailHashes[0].ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
}
