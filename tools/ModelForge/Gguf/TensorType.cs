namespace SpecMesh.ModelForge.Gguf;

/// <summary>How a tensor's numbers are stored. The numbers are ggml's; all are here so that any file can be inspected.</summary>
internal enum TensorType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q8_1 = 9,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    Q8_K = 15,
    IQ2_XXS = 16,
    IQ2_XS = 17,
    IQ3_XXS = 18,
    IQ1_S = 19,
    IQ4_NL = 20,
    IQ3_S = 21,
    IQ2_S = 22,
    IQ4_XS = 23,
    I8 = 24,
    I16 = 25,
    I32 = 26,
    I64 = 27,
    F64 = 28,
    IQ1_M = 29,
    BF16 = 30,
    TQ1_0 = 34,
    TQ2_0 = 35,
    MXFP4 = 39,
}

/// <summary>Sizes of <see cref="TensorType"/>: numbers lie in blocks of <see cref="Length"/> that take <see cref="Bytes"/> each.</summary>
internal readonly record struct TensorBlock(int Length, int Bytes)
{
    /// <returns>Null for a type that is not known here.</returns>
    public static TensorBlock? Of(TensorType type) => type switch
    {
        TensorType.F32 or TensorType.I32 => new(1, 4),
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => new(1, 2),
        TensorType.I8 => new(1, 1),
        TensorType.I64 or TensorType.F64 => new(1, 8),
        TensorType.Q4_0 or TensorType.IQ4_NL => new(32, 18),
        TensorType.Q4_1 => new(32, 20),
        TensorType.Q5_0 => new(32, 22),
        TensorType.Q5_1 => new(32, 24),
        TensorType.Q8_0 => new(32, 34),
        TensorType.Q8_1 => new(32, 36),
        TensorType.MXFP4 => new(32, 17),
        TensorType.Q2_K => new(256, 84),
        TensorType.Q3_K or TensorType.IQ3_S => new(256, 110),
        TensorType.Q4_K => new(256, 144),
        TensorType.Q5_K => new(256, 176),
        TensorType.Q6_K => new(256, 210),
        TensorType.Q8_K => new(256, 292),
        TensorType.IQ2_XXS or TensorType.TQ2_0 => new(256, 66),
        TensorType.IQ2_XS => new(256, 74),
        TensorType.IQ2_S => new(256, 82),
        TensorType.IQ3_XXS => new(256, 98),
        TensorType.IQ1_S => new(256, 50),
        TensorType.IQ1_M => new(256, 56),
        TensorType.IQ4_XS => new(256, 136),
        TensorType.TQ1_0 => new(256, 54),
        _ => null,
    };

    /// <summary>Bytes of a row of so many numbers.</summary>
    public long RowBytes(long columns) => columns / Length * Bytes;
}
