using System.Globalization;
using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>The sizes of a model of the Llama architecture.</summary>
/// <param name="Width">Numbers per position (embedding length).</param>
/// <param name="Depth">Number of layers.</param>
/// <param name="Ffn">Rows of the feed-forward part.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KvHeads">Key and value heads, each shared by Heads / KvHeads query heads (GQA).</param>
/// <param name="HeadSize">Numbers per head.</param>
internal sealed record LlamaShape(int Width, int Depth, int Ffn, int Heads, int KvHeads, int HeadSize)
{
    /// <exception cref="ForgeException">The file is of another architecture, or of a kind of Llama that cannot be stretched.</exception>
    public static LlamaShape Read(GgufFile file)
    {
        var architecture = file.Architecture;
        if (architecture != "llama")
            throw new ForgeException($"'{file.Path}' has the architecture '{architecture}'. Only 'llama' can be stretched.");
        if (file.Integer("llama.expert_count") is > 0)
            throw new ForgeException($"'{file.Path}' is a mixture of experts, which cannot be stretched. Use a dense model.");

        var width = Required("embedding_length");
        var heads = Required("attention.head_count");
        var shape = new LlamaShape(
            width,
            Required("block_count"),
            Required("feed_forward_length"),
            heads,
            Optional("attention.head_count_kv") ?? heads,
            Optional("attention.key_length") ?? width / heads);
        if (shape.Heads % shape.KvHeads != 0 || shape.HeadSize * shape.Heads != shape.Width)
            throw new ForgeException(
                $"'{file.Path}' has {shape.Heads} heads of {shape.HeadSize} over {shape.KvHeads} key heads at width {shape.Width}, which cannot be stretched.");
        return shape;

        int? Optional(string key) => file.Find($"llama.{key}") is null
            ? null
            : file.Integer($"llama.{key}") is long value and > 0 and <= int.MaxValue
                ? (int)value
                : throw new ForgeException(string.Create(CultureInfo.InvariantCulture, $"'{file.Path}' has no single positive number at llama.{key}, so it cannot be stretched."));

        int Required(string key) => Optional(key) ?? throw new ForgeException($"'{file.Path}' lacks the entry llama.{key}.");
    }

    /// <summary>The larger shape. Heads keep their size, and as many query heads share a key head as before.</summary>
    /// <exception cref="ForgeException">The shape is impossible; the message names one that is not.</exception>
    public LlamaShape StretchedTo(StretchOptions options)
    {
        var (width, depth, ffn) = (options.Width ?? Width, options.Depth ?? Depth, options.Ffn ?? Ffn);
        AtLeast("width", width, Width);
        AtLeast("depth", depth, Depth);
        AtLeast("ffn", ffn, Ffn);

        // The smallest piece of width: one key head and the query heads that share it.
        var group = Heads / KvHeads;
        var step = HeadSize * group;
        if (width % step != 0)
            throw new ForgeException(
                $"A width of {width} is impossible: heads have {HeadSize} numbers and {group} share a key head, so the width must be a multiple of {step}, e.g. {(width + step - 1) / step * step}.");
        if (options.Type == TensorType.Q8_0)
        {
            WholeBlocks("width", width);
            WholeBlocks("ffn", ffn);
        }

        return new LlamaShape(width, depth, ffn, width / HeadSize, width / step, HeadSize);
    }

    private static void AtLeast(string name, int value, int present)
    {
        if (value < present)
            throw new ForgeException($"The {name} of {value} is smaller than the model's, {present}. Stretching only grows: give {present} or more.");
    }

    private static void WholeBlocks(string name, int value)
    {
        const int Block = 32;
        if (value % Block != 0)
            throw new ForgeException(
                $"Q8_0 stores {Block} numbers at a time, so the {name} of {value} must be a multiple of {Block}, e.g. {(value + Block - 1) / Block * Block}.");
    }
}
