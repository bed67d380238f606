using System.Buffers.Binary;

namespace SpecMesh.ModelForge.Gguf;

/// <summary>
/// Reads the header of a GGUF file, versions 2 and 3. Every count is checked against the bytes that are left, so a broken file
/// is an error and not an exhausted memory.
/// </summary>
internal sealed class GgufReader
{
    private const int MaxDimensions = 4;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _length;

    private GgufReader(string path, Stream stream)
    {
        _path = path;
        _length = stream.Length;
        _stream = stream;
    }

    /// <exception cref="ForgeException">The file is missing, is no GGUF, is broken, or is cut off.</exception>
    public static GgufFile Read(string path)
    {
        if (Directory.Exists(path))
            throw new ForgeException($"'{path}' is a directory. Give a GGUF file.");
        if (!File.Exists(path))
            throw new ForgeException($"The file '{path}' does not exist.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            return new GgufReader(path, stream).Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private GgufFile Read()
    {
        if (_length < 4 || !Bytes(4).AsSpan().SequenceEqual("GGUF"u8))
            throw new ForgeException($"'{_path}' is not a GGUF file: it does not begin with the letters GGUF.");
        var version = UInt32();
        if (version is not (2 or 3))
            throw new ForgeException($"'{_path}' has GGUF version {version}; versions 2 and 3 can be read.");

        // The least bytes that a tensor and an entry can take: empty names.
        var tensorCount = Count(24, "tensors");
        var entryCount = Count(13, "metadata entries");
        var metadata = new List<GgufEntry>();
        for (var i = 0; i < entryCount; i++)
            metadata.Add(Entry());
        var tensors = new List<GgufTensor>();
        for (var i = 0; i < tensorCount; i++)
            tensors.Add(Tensor());

        var file = new GgufFile(_path, version, metadata, tensors, 0);
        if (file.Alignment <= 0)
            throw Broken($"its alignment is {file.Alignment}");
        file = file with { DataStart = Align(_stream.Position, file.Alignment) };
        foreach (var tensor in tensors)
            CheckPlace(file, tensor);
        return file;
    }

    public static long Align(long position, int alignment) => (position + alignment - 1) / alignment * alignment;

    private GgufEntry Entry()
    {
        var key = String().ToString();
        var type = ValueType();
        if (type != GgufValueType.Array)
            return new GgufEntry(key, type, Value(type));
        var elementType = ValueType();
        if (elementType == GgufValueType.Array)
            throw Broken($"the entry '{key}' is an array of arrays");
        return new GgufEntry(key, type, Elements(elementType, Count(SizeOf(elementType), $"elements of '{key}'")), elementType);
    }

    private GgufTensor Tensor()
    {
        var name = String().ToString();
        var dimensions = UInt32();
        if (dimensions is 0 or > MaxDimensions)
            throw Broken($"the tensor '{name}' has {dimensions} dimensions");
        var shape = new long[dimensions];
        var count = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            shape[i] = Int64();
            if (shape[i] <= 0 || shape[i] > long.MaxValue / 16 / count)
                throw Broken($"the tensor '{name}' has the size {shape[i]} in dimension {i}");
            count *= shape[i];
        }

        return new GgufTensor(name, shape, (TensorType)UInt32(), Int64());
    }

    private void CheckPlace(GgufFile file, GgufTensor tensor)
    {
        if (tensor.Offset < 0 || tensor.Offset % file.Alignment != 0)
            throw Broken($"the tensor '{tensor.Name}' is said to begin at byte {tensor.Offset} of the data");
        if (TensorBlock.Of(tensor.Type) is not { } block)
            return;
        if (tensor.Columns % block.Length != 0)
            throw Broken($"the rows of tensor '{tensor.Name}' have {tensor.Columns} numbers, no multiple of {block.Length} as {tensor.Type} needs");
        if (tensor.Offset > _length - file.DataStart - tensor.Bytes!.Value)
            throw new ForgeException($"'{_path}' is cut off: the tensor '{tensor.Name}' ends behind the end of the file. Copy or download it again.");
    }

    private object Value(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => Bytes(1)[0],
        GgufValueType.Int8 => (sbyte)Bytes(1)[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Bytes(2)),
        GgufValueType.UInt32 => UInt32(),
        GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)),
        GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(Bytes(4)),
        GgufValueType.Bool => Bytes(1)[0] != 0,
        GgufValueType.String => String(),
        GgufValueType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)),
        GgufValueType.Int64 => Int64(),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8)),
        _ => throw Broken($"it has a value of unknown type {(int)type}"),
    };

    private Array Elements(GgufValueType type, int count)
    {
        return type switch
        {
            GgufValueType.UInt8 => Fill<byte>(),
            GgufValueType.Int8 => Fill<sbyte>(),
            GgufValueType.UInt16 => Fill<ushort>(),
            GgufValueType.Int16 => Fill<short>(),
            GgufValueType.UInt32 => Fill<uint>(),
            GgufValueType.Int32 => Fill<int>(),
            GgufValueType.Float32 => Fill<float>(),
            GgufValueType.Bool => Fill<bool>(),
            GgufValueType.String => Fill<GgufString>(),
            GgufValueType.UInt64 => Fill<ulong>(),
            GgufValueType.Int64 => Fill<long>(),
            _ => Fill<double>(),
        };

        T[] Fill<T>()
        {
            var values = new T[count];
            for (var i = 0; i < count; i++)
                values[i] = (T)Value(type);
            return values;
        }
    }

    private int SizeOf(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 or GgufValueType.String => 8,
        _ => throw Broken($"it has an array of unknown type {(int)type}"),
    };

    private GgufValueType ValueType() => (GgufValueType)UInt32();

    private GgufString String() => new(Bytes(Count(1, "bytes of a string")));

    /// <summary>Reads how many things follow, each of which takes at least <paramref name="leastBytes"/>.</summary>
    private int Count(int leastBytes, string what)
    {
        var count = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
        if (count > (ulong)(_length - _stream.Position) / (ulong)leastBytes || count > (ulong)Array.MaxLength)
            throw Broken($"it is said to have {count} {what}, more than fit into its {_length} bytes");
        return (int)count;
    }

    private uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    private long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        if (_stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
            throw new ForgeException($"'{_path}' is cut off after {_length} bytes. Copy or download it again.");
        return bytes;
    }

    private ForgeException Broken(string what) => new($"'{_path}' is broken: {what}. Copy, download or convert it again.");
}
