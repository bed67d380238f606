using Microsoft.Extensions.Logging.Abstractions;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.ModelForge.Stretching;
using SpecMesh.ModelForge.Verification;

namespace SpecMesh.ModelForge.Tests.Stretching;

/// <summary>A stretched model must say what the small one says: checked by running both.</summary>
public sealed class StretchTests : IDisposable
{
    private const string Text = """
        <|im_start|>user
        What is 17 plus 5?<|im_end|>
        <|im_start|>assistant
        17 plus 5 is 22.<|im_end|>
        Once upon a time, a little girl lived near the forest. One morning a great storm came, and the rain fell all night.
        """;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_stretched_target_gives_the_same_greedy_tokens_and_logits()
    {
        Stretch(TestFiles.Target, "big.gguf", new StretchOptions(Width: 480, Depth: 9, Ffn: 1024));

        var result = await CompareAsync(TestFiles.Target, _files["big.gguf"]);
        Assert.True(result.GreedyAgrees, $"{result}");
        Assert.InRange(result.GreatestDifference, 0, 0.02);
    }

    [Theory]
    [InlineData("F32", 0.001)]
    [InlineData("F16", 0.02)]
    [InlineData("Q8_0", 0.1)]
    public async Task Shared_key_heads_and_an_output_matrix_are_stretched_too(string type, double tolerance)
    {
        TinyModel.Write(_files["tiny.gguf"], Enum.Parse<TensorType>(type));
        Stretch(_files["tiny.gguf"], "big.gguf", new StretchOptions(Width: 160, Depth: 5, Ffn: 320));

        var result = await CompareAsync(_files["tiny.gguf"], _files["big.gguf"]);
        Assert.InRange(result.GreatestDifference, 0, tolerance);
        Assert.Equal(10, GgufReader.Read(_files["big.gguf"]).Integer("llama.attention.head_count"));
        Assert.Equal(5, GgufReader.Read(_files["big.gguf"]).Integer("llama.attention.head_count_kv"));
    }

    [Theory]
    [InlineData(160, null, null)]
    [InlineData(null, 3, null)]
    [InlineData(null, null, 128)]
    public async Task Each_direction_works_by_itself(int? width, int? depth, int? ffn)
    {
        TinyModel.Write(_files["tiny.gguf"], TensorType.F32);
        Stretch(_files["tiny.gguf"], "big.gguf", new StretchOptions(width, depth, ffn));

        Assert.InRange((await CompareAsync(_files["tiny.gguf"], _files["big.gguf"])).GreatestDifference, 0, 0.001);
    }

    [Fact]
    public async Task A_changed_model_is_told_apart()
    {
        TinyModel.Write(_files["tiny.gguf"], TensorType.F32);
        var bytes = await File.ReadAllBytesAsync(_files["tiny.gguf"], TestContext.Current.CancellationToken);
        var file = GgufReader.Read(_files["tiny.gguf"]);
        Assert.True(file.TryGetTensor("blk.1.ffn_down.weight", out var tensor));
        bytes.AsSpan((int)(file.DataStart + tensor.Offset), 4096).Clear();

        Assert.InRange((await CompareAsync(_files["tiny.gguf"], _files.Write("changed.gguf", bytes))).GreatestDifference, 0.01, 1000);
    }

    [Fact]
    public void Stretching_to_the_same_shape_keeps_every_weight()
    {
        Stretch(TestFiles.Draft, "same.gguf", new StretchOptions());

        var (before, after) = (GgufReader.Read(TestFiles.Draft), GgufReader.Read(_files["same.gguf"]));
        Assert.Equal(Data(before), Data(after));

        static byte[] Data(GgufFile file) => File.ReadAllBytes(file.Path)[(int)file.DataStart..];
    }

    [Fact]
    public void Seeds_choose_the_added_weights()
    {
        var options = new StretchOptions(Depth: 3);
        Stretch(TestFiles.Draft, "a.gguf", options);
        Stretch(TestFiles.Draft, "b.gguf", options);
        Stretch(TestFiles.Draft, "c.gguf", options with { Seed = 2 });

        Assert.Equal(File.ReadAllBytes(_files["a.gguf"]), File.ReadAllBytes(_files["b.gguf"]));
        Assert.NotEqual(File.ReadAllBytes(_files["a.gguf"]), File.ReadAllBytes(_files["c.gguf"]));
    }

    [Fact]
    public void A_cancelled_stretch_leaves_no_file()
    {
        using var cancellation = new CancellationTokenSource();
        var source = GgufReader.Read(TestFiles.Draft);
        var plan = StretchPlan.Create(source, new StretchOptions(Depth: 3));
        var progress = new Progress(_ => cancellation.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() => Stretcher.Write(source, plan, _files["stopped.gguf"], 1, progress, cancellation.Token));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_files["x"])!));
    }

    private void Stretch(string from, string to, StretchOptions options)
    {
        var source = GgufReader.Read(from);
        Stretcher.Write(source, StretchPlan.Create(source, options), _files[to], options.Seed, progress: null, TestContext.Current.CancellationToken);
    }

    private static async Task<ModelComparison> CompareAsync(string a, string b)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var loader = new LlamaModelLoader(NullLogger<LlamaModelLoader>.Instance);
        using var left = await loader.LoadAsync(Options(a), cancellationToken: cancellationToken);
        using var right = await loader.LoadAsync(Options(b), cancellationToken: cancellationToken);
        return ModelComparison.Run(left, right, Text, progress: null, cancellationToken);

        static LlamaOptions Options(string path) => new() { Path = path, Context = 256, Sequences = 1, Threads = 1, BatchThreads = 1 };
    }

    private sealed class Progress(Action<double> onReport) : IProgress<double>
    {
        public void Report(double value) => onReport(value);
    }
}
