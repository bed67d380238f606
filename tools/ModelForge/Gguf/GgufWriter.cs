using System.Buffers.Binary;
using System.Text;

namespace SpecMesh.ModelForge.Gguf;

/// <summary>Writes a GGUF file, version 3: the header first, then the tensors' bytes in order, as they come.</summary>
internal sealed class GgufWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _number = new byte[8];

    public GgufWriter(string path) =>
        _stream = new BufferedStream(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0), 1 << 20);

    /// <summary>Gives each tensor its place behind the one before.</summary>
    /// <param name="tensors">The tensors; their offsets are not looked at.</param>
    /// <param name="alignment">Tensors begin at multiples of this.</param>
    public static IReadOnlyList<GgufTensor> Place(IEnumerable<GgufTensor> tensors, int alignment)
    {
        var placed = new List<GgufTensor>();
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            placed.Add(tensor with { Offset = offset });
            offset = GgufReader.Align(offset + tensor.Bytes!.Value, alignment);
        }

        return placed;
    }

    /// <summary>Writes everything up to the tensor data.</summary>
    public void WriteHeader(IReadOnlyList<GgufEntry> metadata, IReadOnlyList<GgufTensor> tensors, int alignment)
    {
        _stream.Write("GGUF"u8);
        UInt32(3);
        UInt64((ulong)tensors.Count);
        UInt64((ulong)metadata.Count);
        foreach (var entry in metadata)
            Entry(entry);
        foreach (var tensor in tensors)
            Tensor(tensor);
        Pad(alignment);
    }

    /// <summary>Writes bytes of the tensor whose turn it is.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Fills up to the place of the next tensor.</summary>
    public void Pad(int alignment)
    {
        var position = _stream.Position;
        for (var end = GgufReader.Align(position, alignment); position < end; position++)
            _stream.WriteByte(0);
    }

    public void Dispose() => _stream.Dispose();

    private void Entry(GgufEntry entry)
    {
        String(entry.Key);
        UInt32((uint)entry.Type);
        if (entry.Type != GgufValueType.Array)
        {
            Value(entry.Value);
            return;
        }

        var values = (Array)entry.Value;
        UInt32((uint)entry.ElementType!.Value);
        UInt64((ulong)values.Length);
        foreach (var value in values)
            Value(value);
    }

    private void Tensor(GgufTensor tensor)
    {
        String(tensor.Name);
        UInt32((uint)tensor.Shape.Length);
        foreach (var size in tensor.Shape)
            UInt64((ulong)size);
        UInt32((uint)tensor.Type);
        UInt64((ulong)tensor.Offset);
    }

    private void Value(object value)
    {
        switch (value)
        {
            case byte v: _stream.WriteByte(v); break;
            case sbyte v: _stream.WriteByte((byte)v); break;
            case bool v: _stream.WriteByte(v ? (byte)1 : (byte)0); break;
            case ushort v: BinaryPrimitives.WriteUInt16LittleEndian(_number, v); _stream.Write(_number, 0, 2); break;
            case short v: BinaryPrimitives.WriteInt16LittleEndian(_number, v); _stream.Write(_number, 0, 2); break;
            case uint v: UInt32(v); break;
            case int v: UInt32((uint)v); break;
            case float v: BinaryPrimitives.WriteSingleLittleEndian(_number, v); _stream.Write(_number, 0, 4); break;
            case ulong v: UInt64(v); break;
            case long v: UInt64((ulong)v); break;
            case double v: BinaryPrimitives.WriteDoubleLittleEndian(_number, v); _stream.Write(_number, 0, 8); break;
            case GgufString v: Text(v.Bytes); break;
            default: throw new ArgumentException($"A GGUF file holds no {value.GetType()}.", nameof(value));
        }
    }

    private void String(string text) => Text(Encoding.UTF8.GetBytes(text));

    private void Text(byte[] bytes)
    {
        UInt64((ulong)bytes.Length);
        _stream.Write(bytes);
    }

    private void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_number, value);
        _stream.Write(_number, 0, 4);
    }

    private void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_number, value);
        _stream.Write(_number, 0, 8);
    }
}
