using System.Buffers.Binary;
using System.IO.Hashing;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>
/// A key for the beginning of a conversation. All turns of a chat have the same key, whichever gateway computes it, so that each turn finds the
/// verifier whose KV cache has the turns before it.
/// </summary>
internal static class PrefixKey
{
    /// <summary>
    /// A prompt of which later ones are longer versions must keep its key as it grows, so only its beginning counts. Prompts that differ
    /// after it have one key, which costs evenness, not correctness. A cache that is shorter than this is not worth a detour.
    /// </summary>
    private const int PromptCharacters = 128;

    private const int PromptTokens = 32;

    /// <summary>The key of a name that the client gives its conversation.</summary>
    /// <returns>0, which is none, without a name.</returns>
    public static ulong OfName(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return 0;
        var hash = Begin('n');
        Append(hash, name);
        return End(hash);
    }

    /// <summary>The key of a prompt: of a chat, the instructions and the first message after them; else, its first characters or tokens.</summary>
    public static ulong OfPrompt(Generation generation)
    {
        switch (generation.PromptCase)
        {
            case Generation.PromptOneofCase.Chat:
                return OfChat(generation.Chat);
            case Generation.PromptOneofCase.Text:
                var text = Begin('t');
                Append(text, generation.Text.AsSpan(0, Math.Min(generation.Text.Length, PromptCharacters)));
                return End(text);
            case Generation.PromptOneofCase.Tokens:
                var tokens = Begin('i');
                foreach (var id in generation.Tokens.Ids.Take(PromptTokens))
                    Append(tokens, id);
                return End(tokens);
            default:
                return 0;
        }
    }

    private static ulong OfChat(Chat chat)
    {
        var hash = Begin('c');
        foreach (var message in chat.Messages)
        {
            Append(hash, message.Role);
            Append(hash, message.Content);
            if (message.Role != "system")
                break;
        }

        return End(hash);
    }

    private static XxHash64 Begin(char kind)
    {
        var hash = new XxHash64();
        hash.Append([(byte)kind]);
        return hash;
    }

    // With its length, so that no two lists of texts are hashed alike.
    private static void Append(XxHash64 hash, ReadOnlySpan<char> text)
    {
        Append(hash, text.Length);
        Span<byte> bytes = stackalloc byte[512];
        while (!text.IsEmpty)
        {
            var part = text[..Math.Min(text.Length, bytes.Length / sizeof(char))];
            for (var i = 0; i < part.Length; i++)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * sizeof(char))..], part[i]);
            hash.Append(bytes[..(part.Length * sizeof(char))]);
            text = text[part.Length..];
        }
    }

    private static void Append(XxHash64 hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.Append(bytes);
    }

    private static ulong End(XxHash64 hash) => Math.Max(1, hash.GetCurrentHashAsUInt64());
}
