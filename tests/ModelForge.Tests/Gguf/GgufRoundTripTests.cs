namespace SpecMesh.ModelForge.Tests.Gguf;

public sealed class GgufRoundTripTests : IDisposable
{
    private readonly TestFiles _files = new();

    private static readonly Gen<(GgufValueType Type, object Value)> Scalars = Gen.OneOf(
        Gen.Byte.Select(v => (GgufValueType.UInt8, (object)v)),
        Gen.SByte.Select(v => (GgufValueType.Int8, (object)v)),
        Gen.UShort.Select(v => (GgufValueType.UInt16, (object)v)),
        Gen.Short.Select(v => (GgufValueType.Int16, (object)v)),
        Gen.UInt.Select(v => (GgufValueType.UInt32, (object)v)),
        Gen.Int.Select(v => (GgufValueType.Int32, (object)v)),
        Gen.Float.Select(v => (GgufValueType.Float32, (object)v)),
        Gen.Bool.Select(v => (GgufValueType.Bool, (object)v)),
        Gen.Byte.Array[0, 20].Select(v => (GgufValueType.String, (object)new GgufString(v))),
        Gen.ULong.Select(v => (GgufValueType.UInt64, (object)v)),
        Gen.Long.Select(v => (GgufValueType.Int64, (object)v)),
        Gen.Double.Select(v => (GgufValueType.Float64, (object)v)));

    private static readonly Gen<GgufEntry> Entries = Gen.OneOf(
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 12], Scalars, (key, value) => new GgufEntry(key, value.Type, value.Value)),
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.Int.Array[0, 9], (key, values) => new GgufEntry(key, GgufValueType.Array, values, GgufValueType.Int32)),
        Gen.Select(
            Gen.String[Gen.Char.AlphaNumeric, 1, 12],
            Gen.Byte.Array[0, 9].Select(bytes => new GgufString(bytes)).Array[0, 9],
            (key, values) => new GgufEntry(key, GgufValueType.Array, values, GgufValueType.String)));

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Entries.Array[0, 8], Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5]).Array[0, 4]).Sample(
            (entries, shapes) =>
            {
                var path = _files["round-trip.gguf"];
                File.Delete(path);
                var tensors = GgufWriter.Place(
                    shapes.Select((shape, i) => new GgufTensor($"t{i}", [shape.Item1, shape.Item2], TensorType.F32, 0)), GgufFile.DefaultAlignment);
                using (var writer = new GgufWriter(path))
                {
                    writer.WriteHeader(entries, tensors, GgufFile.DefaultAlignment);
                    foreach (var tensor in tensors)
                    {
                        writer.Write(new byte[tensor.Bytes!.Value]);
                        writer.Pad(GgufFile.DefaultAlignment);
                    }
                }

                var file = GgufReader.Read(path);
                Assert.Equal(entries.Select(Describe), file.Metadata.Select(Describe));
                Assert.Equal(tensors.Select(Describe), file.Tensors.Select(Describe));
                Assert.Equal(new FileInfo(path).Length, file.DataStart + tensors.Sum(tensor => GgufReader.Align(tensor.Bytes!.Value, GgufFile.DefaultAlignment)));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void The_bundled_target_is_a_llama_with_a_vocabulary()
    {
        var file = GgufReader.Read(TestFiles.Target);

        Assert.Equal("llama", file.Architecture);
        Assert.IsType<GgufString[]>(file.Find("tokenizer.ggml.tokens")?.Value);
        Assert.True(file.TryGetTensor("token_embd.weight", out _));
        Assert.Equal(new FileInfo(file.Path).Length, file.DataStart + file.Tensors.Max(tensor => GgufReader.Align(tensor.Offset + tensor.Bytes!.Value, file.Alignment)));
    }

    private static string Describe(GgufEntry entry) => entry.Value switch
    {
        GgufString[] values => $"{entry.Key} {string.Join(",", values.Select(value => Convert.ToHexString(value.Bytes)))}",
        int[] values => $"{entry.Key} {string.Join(",", values)}",
        GgufString value => $"{entry.Key} {Convert.ToHexString(value.Bytes)}",
        float value => $"{entry.Key} {BitConverter.SingleToUInt32Bits(value)}",
        double value => $"{entry.Key} {BitConverter.DoubleToUInt64Bits(value)}",
        _ => $"{entry.Key} {entry.Type} {entry.Value}",
    };

    private static string Describe(GgufTensor tensor) => $"{tensor.Name} {string.Join("x", tensor.Shape)} {tensor.Type} {tensor.Offset}";
}
