namespace SpecMesh.ModelForge.Tests.Gguf;

public sealed class BadFileTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_an_error()
    {
        var whole = File.ReadAllBytes(TestFiles.Draft);
        Gen.OneOf(Gen.Int[0, 5000], Gen.Int[0, whole.Length - 1000]).Sample(
            length => Assert.Throws<ForgeException>(() => GgufReader.Read(_files.Write("cut.gguf", whole.AsSpan(0, length)))), iter: 60, threads: 1);
    }

    [Fact]
    public void A_broken_header_is_an_error_or_is_read_and_nothing_else()
    {
        // The header with its vocabulary, and enough behind it for the tensors.
        var whole = File.ReadAllBytes(TestFiles.Draft);
        var header = (int)GgufReader.Read(TestFiles.Draft).DataStart;
        Gen.Select(Gen.Int[4, header - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                var bytes = (byte[])whole.Clone();
                foreach (var (at, value) in changes)
                    bytes[at] = value;
                try
                {
                    GgufReader.Read(_files.Write("broken.gguf", bytes));
                }
                catch (ForgeException e)
                {
                    Assert.Contains("broken.gguf", e.Message);
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void A_count_that_cannot_be_true_does_not_exhaust_the_memory()
    {
        byte[] bytes = [.. "GGUF"u8, 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127, 1, 0, 0, 0, 0, 0, 0, 0, .. new byte[100]];

        Assert.Contains("tensors", Assert.Throws<ForgeException>(() => GgufReader.Read(_files.Write("many.gguf", bytes))).Message);
    }

    [Fact]
    public void A_file_of_another_kind_a_missing_one_and_a_directory_are_named()
    {
        Assert.Contains("not a GGUF file", Assert.Throws<ForgeException>(() => GgufReader.Read(_files.Write("text", "hello"u8))).Message);
        Assert.Contains("does not exist", Assert.Throws<ForgeException>(() => GgufReader.Read(_files["none"])).Message);
        Assert.Contains("directory", Assert.Throws<ForgeException>(() => GgufReader.Read(Path.GetTempPath())).Message);
        Assert.Contains("version 9", Assert.Throws<ForgeException>(() => GgufReader.Read(_files.Write("v9", [.. "GGUF"u8, 9, 0, 0, 0]))).Message);
    }
}
