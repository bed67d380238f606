using System.Buffers;
using System.Text;

namespace SpecMesh.Inference.Text;

/// <summary>
/// Puts token pieces together to text, whole characters only: a token may end in the middle of a UTF-8 character, and a client
/// must not see half of one. Bytes that are no UTF-8 become U+FFFD, as with any decoder.
/// </summary>
/// <remarks>However the bytes are cut, the pieces of text together are what decoding all bytes at once would give.</remarks>
public sealed class Utf8Assembler
{
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false).GetDecoder();

    /// <summary>Adds a token's bytes.</summary>
    /// <returns>The characters that they complete. Empty if they end within the first of them.</returns>
    public string Append(ReadOnlySpan<byte> piece) => Decode(piece, flush: false);

    /// <summary>Ends the text.</summary>
    /// <returns>U+FFFD if the bytes ended in the middle of a character, else nothing.</returns>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var count = _decoder.GetCharCount(bytes, flush);
        if (count == 0 && !flush)
        {
            // Still to be told: these bytes may begin a character.
            _decoder.GetChars(bytes, [], flush);
            return "";
        }

        var chars = ArrayPool<char>.Shared.Rent(count);
        try
        {
            var written = _decoder.GetChars(bytes, chars, flush);
            return written == 0 ? "" : new string(chars, 0, written);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
