using SpecMesh.ModelForge.Gguf;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.ModelForge.Inspection;

/// <summary>What <c>inspect</c> tells of a file.</summary>
internal sealed record ModelReport(
    string File,
    long Bytes,
    uint Version,
    long ParameterCount,
    IReadOnlyList<MetadataLine> Metadata,
    IReadOnlyList<TensorLine> Tensors,
    VocabularySummary? Vocabulary)
{
    public static ModelReport Of(GgufFile file, Func<string, VocabularyFingerprint> readFingerprint) => new(
        file.Path,
        new FileInfo(file.Path).Length,
        file.Version,
        file.Tensors.Sum(tensor => tensor.Count),
        [.. file.Metadata.Select(MetadataLine.Of)],
        [.. file.Tensors.Select(tensor => new TensorLine(tensor.Name, tensor.Shape, TypeName(tensor.Type), tensor.Bytes))],
        VocabularySummary.Read(file, readFingerprint));

    private static string TypeName(TensorType type) => Enum.IsDefined(type) ? type.ToString() : $"type {(int)type}";
}

/// <summary>A tensor.</summary>
internal sealed record TensorLine(string Name, long[] Shape, string Type, long? Bytes);

/// <summary>A metadata entry. Of an array, the first elements and its length.</summary>
internal sealed record MetadataLine(string Key, string Type, object Value, int? Length)
{
    private const int ShownElements = 6;

    public static MetadataLine Of(GgufEntry entry) => entry.Value is Array array
        ? new(entry.Key, $"{entry.ElementType}[]", array.Cast<object>().Take(ShownElements).Select(Plain).ToArray(), array.Length)
        : new(entry.Key, entry.Type.ToString(), Plain(entry.Value), null);

    private static object Plain(object value) => value is GgufString text ? text.ToString() : value;
}
