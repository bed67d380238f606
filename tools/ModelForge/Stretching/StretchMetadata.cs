using System.Globalization;
using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>The larger model's metadata: the smaller one's, with the sizes changed.</summary>
internal static class StretchMetadata
{
    public static IReadOnlyList<GgufEntry> Create(GgufFile file, LlamaShape from, LlamaShape to, TensorType type, long parameterCount)
    {
        var epsilon = file.Number("llama.attention.layer_norm_rms_epsilon")
            ?? throw new ForgeException($"'{file.Path}' lacks the entry llama.attention.layer_norm_rms_epsilon.");
        var changed = new Dictionary<string, GgufEntry>();
        Set("llama.embedding_length", GgufValueType.UInt32, (uint)to.Width);
        Set("llama.block_count", GgufValueType.UInt32, (uint)to.Depth);
        Set("llama.feed_forward_length", GgufValueType.UInt32, (uint)to.Ffn);
        Set("llama.attention.head_count", GgufValueType.UInt32, (uint)to.Heads);
        Set("llama.attention.head_count_kv", GgufValueType.UInt32, (uint)to.KvHeads);
        Set("llama.attention.layer_norm_rms_epsilon", GgufValueType.Float32, epsilon * from.Width / to.Width);
        Set("general.file_type", GgufValueType.UInt32, FileType(type));
        Set("general.name", GgufValueType.String, (GgufString)$"{file.Text("general.name") ?? "model"} stretched to {Millions(parameterCount)}");
        if (file.Find("general.size_label") is not null)
            Set("general.size_label", GgufValueType.String, (GgufString)Millions(parameterCount));
        if (file.Find("general.parameter_count") is not null)
            Set("general.parameter_count", GgufValueType.UInt64, (ulong)parameterCount);

        var present = file.Metadata.Select(entry => entry.Key).ToHashSet();
        return [.. file.Metadata.Select(entry => changed.GetValueOrDefault(entry.Key, entry)), .. changed.Values.Where(entry => !present.Contains(entry.Key))];

        void Set(string key, GgufValueType valueType, object value) => changed[key] = new GgufEntry(key, valueType, value);
    }

    // llama_ftype: the type of most matrices.
    private static uint FileType(TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 1,
        _ => 7,
    };

    private static string Millions(long count) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(count / 1e6)}M");
}
