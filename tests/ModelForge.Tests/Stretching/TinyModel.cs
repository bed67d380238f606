using SpecMesh.ModelForge.Stretching;

namespace SpecMesh.ModelForge.Tests.Stretching;

/// <summary>
/// A small random Llama with what the bundled pair does not have: query heads that share key heads, an output matrix of its own,
/// and any type of weights. It has the vocabulary of the bundled draft.
/// </summary>
internal static class TinyModel
{
    public const int Width = 64;
    public const int Ffn = 96;
    private const int HeadSize = 16;
    private const int KvHeads = 2;
    private const int Layers = 2;

    public static void Write(string path, TensorType type)
    {
        var draft = GgufReader.Read(TestFiles.Draft);
        var vocabulary = ((GgufString[])draft.Find("tokenizer.ggml.tokens")!.Value).Length;
        uint U(int value) => (uint)value;
        var sizes = new Dictionary<string, object>
        {
            ["llama.embedding_length"] = U(Width),
            ["llama.block_count"] = U(Layers),
            ["llama.feed_forward_length"] = U(Ffn),
            ["llama.attention.head_count"] = U(Width / HeadSize),
            ["llama.attention.head_count_kv"] = U(KvHeads),
            ["llama.rope.dimension_count"] = U(HeadSize),
        };
        var metadata = draft.Metadata.Select(entry => sizes.TryGetValue(entry.Key, out var value) ? entry with { Value = value } : entry).ToList();

        var tensors = new List<GgufTensor> { Matrix("token_embd", Width, vocabulary), Vector("output_norm"), Matrix("output", Width, vocabulary) };
        for (var layer = 0; layer < Layers; layer++)
        {
            tensors.AddRange([
                Vector($"blk.{layer}.attn_norm"), Matrix($"blk.{layer}.attn_q", Width, Width),
                Matrix($"blk.{layer}.attn_k", Width, KvHeads * HeadSize), Matrix($"blk.{layer}.attn_v", Width, KvHeads * HeadSize),
                Matrix($"blk.{layer}.attn_output", Width, Width), Vector($"blk.{layer}.ffn_norm"),
                Matrix($"blk.{layer}.ffn_gate", Width, Ffn), Matrix($"blk.{layer}.ffn_up", Width, Ffn), Matrix($"blk.{layer}.ffn_down", Ffn, Width),
            ]);
        }

        var placed = GgufWriter.Place(tensors, GgufFile.DefaultAlignment);
        using var writer = new GgufWriter(path);
        writer.WriteHeader(metadata, placed, GgufFile.DefaultAlignment);
        foreach (var tensor in placed)
            WriteRandom(writer, tensor);

        GgufTensor Matrix(string name, int columns, int rows) => new($"{name}.weight", [columns, rows], type, 0);
        static GgufTensor Vector(string name) => new($"{name}.weight", [Width], TensorType.F32, 0);
    }

    private static void WriteRandom(GgufWriter writer, GgufTensor tensor)
    {
        var noise = new WeightNoise(tensor.Name, 5);
        var row = new float[tensor.Columns];
        var bytes = new byte[TensorBlock.Of(tensor.Type)!.Value.RowBytes(tensor.Columns)];
        for (var index = 0; index < tensor.Rows; index++)
        {
            // Larger than for an idle weight: logits shall differ clearly from each other.
            noise.Fill(row);
            for (var i = 0; i < row.Length; i++)
                row[i] *= 8;
            TensorCodec.Encode(tensor.Type, row, bytes);
            writer.Write(bytes);
        }

        writer.Pad(GgufFile.DefaultAlignment);
    }
}
