using System.Text;

namespace SpecMesh.ModelForge.Gguf;

/// <summary>A string of a GGUF file. Kept as bytes: token texts need not be UTF-8, and a copy must be the same.</summary>
/// <param name="Bytes">The bytes.</param>
internal readonly record struct GgufString(byte[] Bytes)
{
    public static implicit operator GgufString(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The text, with U+FFFD for bytes that are none.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
