using System.Diagnostics.CodeAnalysis;

namespace SpecMesh.ModelForge.Gguf;

/// <summary>Everything of a GGUF file but the weights.</summary>
/// <param name="Path">The file.</param>
/// <param name="Version">Version of the format.</param>
/// <param name="Metadata">The entries, in the file's order.</param>
/// <param name="Tensors">The tensors, in the file's order.</param>
/// <param name="DataStart">Where the tensor data begins, in bytes from the start of the file.</param>
internal sealed record GgufFile(
    string Path, uint Version, IReadOnlyList<GgufEntry> Metadata, IReadOnlyList<GgufTensor> Tensors, long DataStart)
{
    /// <summary>Tensors begin at multiples of this unless the file says otherwise.</summary>
    public const int DefaultAlignment = 32;

    /// <summary>The model's architecture, e.g. <c>llama</c>.</summary>
    public string Architecture => Text("general.architecture") ?? throw new ForgeException($"'{Path}' does not say its architecture (general.architecture).");

    /// <summary>Tensors begin at multiples of this.</summary>
    public int Alignment => (int)(Integer("general.alignment") ?? DefaultAlignment);

    public GgufEntry? Find(string key) => Metadata.FirstOrDefault(entry => entry.Key == key);

    /// <summary>A text entry; null if there is none.</summary>
    public string? Text(string key) => Find(key)?.Value is GgufString text ? text.ToString() : null;

    /// <summary>An entry of any integer type; null if there is none.</summary>
    public long? Integer(string key) => Find(key)?.Value switch
    {
        byte v => v,
        sbyte v => v,
        ushort v => v,
        short v => v,
        uint v => v,
        int v => v,
        long v => v,
        ulong v when v <= long.MaxValue => (long)v,
        _ => null,
    };

    /// <summary>A 32-bit floating-point entry; null if there is none.</summary>
    public float? Number(string key) => Find(key)?.Value as float?;

    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        (tensor = Tensors.FirstOrDefault(candidate => candidate.Name == name)) is not null;
}
