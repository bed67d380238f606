using System.Runtime.InteropServices;
using System.Text;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>Zero-terminated UTF-8, llama.cpp's form of text.</summary>
internal static unsafe class NativeText
{
    /// <summary>The text, or nothing for a null pointer.</summary>
    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The bytes with a zero behind them. Half a surrogate pair becomes U+FFFD.</summary>
    public static byte[] ZeroTerminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
