using SpecMesh.Inference.BuiltIn.Native;

namespace SpecMesh.Inference.Tests.BuiltIn;

public sealed class NativeLibrariesTests
{
    [Theory]
    [InlineData("libllama.v0.5.0.so", "libggml.v0.5.0.so", "libggml-base.so")]
    [InlineData("libllama.cuda.v0.5.0.so", "libggml.cuda.v0.5.0.so", "libggml-base.so")]
    [InlineData("libllama.so", "libggml.so", "libggml-base.so")]
    [InlineData("libllama.so.0.5.0", "libggml.so.0", "libggml-base.so.0")]
    [InlineData("libllama.dylib", "libggml.dylib", "libggml-base.dylib")]
    [InlineData("llama.dll", "ggml.dll", "ggml-base.dll")]
    public void Libraries_are_found_under_the_names_of_any_build(string llama, string ggml, string ggmlBase)
    {
        string[] files = ["libggml-cpu-haswell.so", "libggml-cuda.so", "libllama-common.so", "llama-addon.node", "LICENSE", ggmlBase, ggml, llama];

        Assert.Equal(llama, NativeLibraries.Pick(files, NativeLibraries.Llama));
        Assert.Equal(ggml, NativeLibraries.Pick(files, NativeLibraries.Ggml));
        Assert.Equal(ggmlBase, NativeLibraries.Pick(files, NativeLibraries.GgmlBase));
    }

    [Fact]
    public void A_missing_library_is_not_made_up() => Assert.Null(NativeLibraries.Pick(["libllama-common.so", "libggml-cpu-x64.so"], NativeLibraries.Llama));
}
