namespace SpecMesh.ModelForge.Tests.Gguf;

public sealed class TensorCodecTests
{
    private static readonly Gen<float[]> Rows = Gen.Float[-1000, 1000].Array[64];

    [Theory]
    [InlineData("F32", 0)]
    [InlineData("F16", 1.0 / 2048)]
    public void A_number_comes_back_within_the_precision_of_its_type(string type, double relative) =>
        Rows.Sample(row =>
        {
            var back = RoundTrip(Enum.Parse<TensorType>(type), row);
            for (var i = 0; i < row.Length; i++)
                Assert.InRange(Math.Abs(back[i] - row[i]), 0, relative * Math.Abs(row[i]) + (relative > 0 ? 1e-7 : 0));
        });

    [Fact]
    public void A_Q8_0_number_comes_back_within_half_a_step_of_its_block() =>
        Rows.Sample(row =>
        {
            var back = RoundTrip(TensorType.Q8_0, row);
            for (var i = 0; i < row.Length; i++)
            {
                // Half a step, and the rounding of the scale itself to 16 bits.
                var greatest = row.AsSpan(i / 32 * 32, 32).ToArray().Max(Math.Abs);
                Assert.InRange(Math.Abs(back[i] - row[i]), 0, greatest / 127 / 2 + greatest / 1024 + 1e-6);
            }
        });

    [Fact]
    public void BF16_is_the_upper_half_of_a_float()
    {
        var row = new float[2];
        TensorCodec.Decode(TensorType.BF16, [0x80, 0x3F, 0x00, 0xC0], row);

        Assert.Equal([1f, -2f], row);
    }

    private static float[] RoundTrip(TensorType type, float[] row)
    {
        var bytes = new byte[TensorBlock.Of(type)!.Value.RowBytes(row.Length)];
        TensorCodec.Encode(type, row, bytes);
        var back = new float[row.Length];
        TensorCodec.Decode(type, bytes, back);
        return back;
    }
}
