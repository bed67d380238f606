using System.Buffers.Binary;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Looks at a model file before llama.cpp does, to say in plain words what is wrong with it.</summary>
internal static class ModelFile
{
    private static ReadOnlySpan<byte> Magic => "GGUF"u8;

    /// <exception cref="EngineException">The file is missing, is a directory, cannot be read, or is not GGUF of a known version.</exception>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new EngineException($"The model path '{path}' is a directory. Set Model:Path to a GGUF file in it.");
        if (!File.Exists(path))
            throw new EngineException($"The model file '{path}' does not exist. Set Model:Path to a GGUF file.");

        Span<byte> header = stackalloc byte[8];
        int read;
        try
        {
            using var file = File.OpenRead(path);
            read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"The model file '{path}' cannot be read: {e.Message}", e);
        }

        if (read == 0)
            throw new EngineException($"The model file '{path}' is empty. Copy or download it again.");
        if (read < Magic.Length || !header.StartsWith(Magic))
            throw new EngineException($"The file '{path}' is not a GGUF model: it does not begin with the letters GGUF. Convert the model to GGUF.");
        if (read < header.Length)
            throw new EngineException($"The model file '{path}' is cut off after {read} bytes. Copy or download it again.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (version is not (2 or 3))
            throw new EngineException($"The model file '{path}' has GGUF version {version}; versions 2 and 3 can be read. Convert the model again.");
    }
}
