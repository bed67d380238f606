using System.Text;
using System.Text.RegularExpressions;
using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Inference.Scripted;

/// <summary>
/// A small vocabulary: an end-of-turn token, some letters, then single bytes. With all 257 ids every text has tokens; with fewer,
/// a byte without one becomes a space.
/// </summary>
public sealed partial class ScriptedVocabulary : IVocabulary
{
    /// <summary>The token that ends a generation, spelled <c>&lt;|end|&gt;</c>.</summary>
    public const int EndOfTurn = 0;

    private const string EndOfTurnText = "<|end|>";
    private const int Space = 1;
    private static readonly byte[] Order = ByteOrder();

    private readonly byte[][] _pieces;
    private readonly int[] _tokenOfByte = new int[256];

    /// <param name="size">8 to 257.</param>
    public ScriptedVocabulary(int size = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Order.Length + 1);
        _pieces = [[], .. Order.Take(size - 1).Select(value => new[] { value })];
        Array.Fill(_tokenOfByte, Space);
        for (var token = 1; token < size; token++)
            _tokenOfByte[_pieces[token][0]] = token;
        Fingerprint = VocabularyFingerprint.Create(
            "scripted", -1, EndOfTurn, [Encoding.UTF8.GetBytes(EndOfTurnText), .. _pieces.Skip(1).Select(piece => (ReadOnlyMemory<byte>)piece)]);
    }

    /// <inheritdoc/>
    public int Size => _pieces.Length;

    /// <inheritdoc/>
    public VocabularyFingerprint Fingerprint { get; }

    /// <inheritdoc/>
    public bool IsEndOfGeneration(int token) => token == EndOfTurn;

    /// <inheritdoc/>
    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!parseSpecial)
            return TokenizeBytes(text);
        var tokens = new List<int>();
        foreach (var part in EndOfTurnMarks().Split(text))
            tokens.AddRange(part == EndOfTurnText ? [EndOfTurn] : TokenizeBytes(part));
        return [.. tokens];
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Piece(int token) => _pieces[token];

    /// <summary>Role, colon, content and end of turn for each message; then <c>assistant:</c>.</summary>
    public int[] ApplyChatTemplate(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var tokens = new List<int>();
        foreach (var turn in turns)
        {
            tokens.AddRange(TokenizeBytes($"{turn.Role}:{turn.Content}"));
            tokens.Add(EndOfTurn);
        }

        tokens.AddRange(TokenizeBytes("assistant:"));
        return [.. tokens];
    }

    /// <inheritdoc/>
    public string RenderChatTemplate(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return string.Concat(turns.Select(turn => $"{turn.Role}:{turn.Content}{EndOfTurnText}")) + "assistant:";
    }

    private int[] TokenizeBytes(string text) => Array.ConvertAll(Encoding.UTF8.GetBytes(text), value => _tokenOfByte[value]);

    /// <summary>Common characters first, so that a small vocabulary still has readable ones; then two halves of "é" and the rest.</summary>
    private static byte[] ByteOrder()
    {
        byte[] common = [.. " etaoinshrdlucmfwypvbgkjqxz.,:\n0123456789ETAOINSHRDLUCMFWYPVB"u8, 0xC3, 0xA9];
        return [.. common, .. Enumerable.Range(0, 256).Select(value => (byte)value).Except(common)];
    }

    [GeneratedRegex(@"(<\|end\|>)")]
    private static partial Regex EndOfTurnMarks();
}
