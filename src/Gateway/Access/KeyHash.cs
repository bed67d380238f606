using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SpecMesh.Gateway.Access;

/// <summary>What is kept of a key: its SHA-256. A key cannot be found from it, since a key is drawn from 2^256.</summary>
internal static class KeyHash
{
    private const string KeyPrefix = "specmesh-";
    private const string HashPrefix = "sha256:";
    private const int KeyBytes = 32;

    /// <summary>Draws a key.</summary>
    public static string NewKey() => KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    public static byte[] Of(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>As settings have it.</summary>
    public static string Write(byte[] hash) => HashPrefix + Convert.ToHexStringLower(hash);

    /// <summary>Reads what <see cref="Write"/> wrote, or the same without the prefix, as <c>sha256sum</c> gives it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? hash)
    {
        var digits = text.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase) ? text[HashPrefix.Length..] : text;
        hash = digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
        return hash is not null;
    }
}
