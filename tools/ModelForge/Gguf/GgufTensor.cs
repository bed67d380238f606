namespace SpecMesh.ModelForge.Gguf;

/// <summary>A tensor's place in a file.</summary>
/// <param name="Name">Its name, e.g. <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Shape">Numbers per dimension, the contiguous one first: a matrix is [columns, rows].</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Offset">Where it begins, in bytes from the start of the tensor data.</param>
internal sealed record GgufTensor(string Name, long[] Shape, TensorType Type, long Offset)
{
    /// <summary>Numbers in a row.</summary>
    public long Columns => Shape[0];

    /// <summary>Number of rows.</summary>
    public long Rows => Shape.Skip(1).Aggregate(1L, (product, size) => product * size);

    /// <summary>Numbers in all.</summary>
    public long Count => Columns * Rows;

    /// <summary>Size in bytes; null if the type is not known here.</summary>
    public long? Bytes => TensorBlock.Of(Type)?.RowBytes(Columns) * Rows;
}
