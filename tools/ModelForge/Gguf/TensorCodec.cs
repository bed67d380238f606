using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SpecMesh.ModelForge.Gguf;

/// <summary>Turns rows of numbers into their stored form and back, for the types that ModelForge can rewrite. Little-endian machines only, as llama.cpp.</summary>
internal static class TensorCodec
{
    private const int Q8Length = 32;
    private const int Q8Bytes = 34;

    public static bool CanDecode(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.Q8_0;

    /// <summary>Reads a row. Both spans cover the whole row.</summary>
    public static void Decode(TensorType type, ReadOnlySpan<byte> source, Span<float> row)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(row);
                break;
            case TensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(source);
                for (var i = 0; i < row.Length; i++)
                    row[i] = (float)halves[i];
                break;
            case TensorType.BF16:
                var tops = MemoryMarshal.Cast<byte, ushort>(source);
                for (var i = 0; i < row.Length; i++)
                    row[i] = BitConverter.UInt32BitsToSingle((uint)tops[i] << 16);
                break;
            case TensorType.Q8_0:
                for (var block = 0; block < row.Length / Q8Length; block++)
                    DecodeQ8(source.Slice(block * Q8Bytes, Q8Bytes), row.Slice(block * Q8Length, Q8Length));
                break;
            default:
                throw new ArgumentException($"Numbers of type {type} cannot be read.", nameof(type));
        }
    }

    /// <summary>Writes a row. Both spans cover the whole row.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> row, Span<byte> destination)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(row).CopyTo(destination);
                break;
            case TensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(destination);
                for (var i = 0; i < row.Length; i++)
                    halves[i] = (Half)row[i];
                break;
            case TensorType.Q8_0:
                for (var block = 0; block < row.Length / Q8Length; block++)
                    EncodeQ8(row.Slice(block * Q8Length, Q8Length), destination.Slice(block * Q8Bytes, Q8Bytes));
                break;
            default:
                throw new ArgumentException($"Numbers of type {type} cannot be written.", nameof(type));
        }
    }

    /// <summary>32 signed bytes with one scale in front, as ggml: the number of greatest size becomes ±127.</summary>
    private static void EncodeQ8(ReadOnlySpan<float> numbers, Span<byte> block)
    {
        var greatest = 0f;
        foreach (var number in numbers)
            greatest = Math.Max(greatest, Math.Abs(number));
        var scale = greatest / 127;
        var inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var i = 0; i < numbers.Length; i++)
            block[2 + i] = (byte)(sbyte)MathF.Round(numbers[i] * inverse, MidpointRounding.AwayFromZero);
    }

    private static void DecodeQ8(ReadOnlySpan<byte> block, Span<float> numbers)
    {
        var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (sbyte)block[2 + i] * scale;
    }
}
