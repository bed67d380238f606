using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class LlamaModelLoaderTests
{
    [Fact]
    public async Task Progress_rises_to_one()
    {
        var progress = new RecordedProgress();
        using var engine = await BundledModels.Loader.LoadAsync(
            BundledModels.Options(BundledModels.Target), progress, TestContext.Current.CancellationToken);

        Assert.Equal(progress.Values.Order(), progress.Values);
        Assert.True(progress.Values.Count > 2);
        Assert.Equal(1, progress.Values[^1]);
        Assert.DoesNotContain(1, progress.Values.SkipLast(1));
    }

    [Fact]
    public async Task A_load_can_be_cancelled_while_it_runs()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var progress = new RecordedProgress(_ => cancellation.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BundledModels.Loader.LoadAsync(BundledModels.Options(BundledModels.Target), progress, cancellation.Token));
        Assert.Single(progress.Values);
    }

    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_load_with_its_exception()
    {
        var progress = new RecordedProgress(_ => throw new InvalidOperationException("no screen"));

        var e = await Assert.ThrowsAsync<EngineException>(
            () => BundledModels.Loader.LoadAsync(BundledModels.Options(BundledModels.Draft), progress, TestContext.Current.CancellationToken));
        Assert.Contains("no screen", e.Message);
    }

    [Fact]
    public async Task A_missing_file_and_a_directory_are_named()
    {
        Assert.Contains("does not exist", await ErrorAsync("/nowhere/model.gguf"));
        Assert.Contains("is a directory", await ErrorAsync(Path.GetTempPath()));
        Assert.Contains("Model:Path is empty", await ErrorAsync(""));
    }

    [Theory]
    [InlineData("hello, I am a text file")]
    [InlineData("GG")]
    public async Task A_file_of_another_kind_is_not_taken_for_a_model(string content)
    {
        using var file = TemporaryModel.Of(System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Contains("not a GGUF model", await ErrorAsync(file.Path));
    }

    [Theory]
    [InlineData(0.0, "is empty")]
    [InlineData(0.000_006, "cut off")]
    [InlineData(0.000_03, "could not load")]
    [InlineData(0.001, "could not load")]
    [InlineData(0.03, "could not load")]
    [InlineData(0.5, "could not load")]
    [InlineData(0.999, "could not load")]
    public async Task A_file_that_is_cut_off_is_an_error_wherever_the_cut_is(double share, string expected)
    {
        using var file = TemporaryModel.Truncated(share);

        var error = await ErrorAsync(file.Path);
        Assert.Contains(expected, error);
        Assert.Contains(file.Path, error);
    }

    [Fact]
    public async Task An_unknown_architecture_is_named()
    {
        using var file = TemporaryModel.Patched("llama", "llamo");

        Assert.Contains("llamo", await ErrorAsync(file.Path));
    }

    [Fact]
    public async Task An_unknown_file_version_is_named()
    {
        using var file = TemporaryModel.Of([.. "GGUF"u8, 99, 0, 0, 0]);

        Assert.Contains("version 99", await ErrorAsync(file.Path));
    }

    [Fact]
    public async Task A_second_llama_cpp_in_one_process_is_refused()
    {
        using var engine = await BundledModels.LoadAsync(BundledModels.Draft);

        var e = await Assert.ThrowsAsync<EngineException>(
            () => BundledModels.LoadAsync(BundledModels.Draft, options => options.NativesDirectory = Path.GetTempPath()));
        Assert.Contains("Model:NativesDirectory", e.Message);
    }

    [Fact]
    public async Task After_failures_a_good_model_still_loads()
    {
        using var file = TemporaryModel.Truncated(0.5);
        await ErrorAsync(file.Path);

        using var engine = await BundledModels.LoadAsync(BundledModels.Draft);
        Assert.Equal("SpecMesh demo draft", engine.Facts.ModelName);
    }

    [Fact]
    public async Task The_facts_are_those_of_the_options_and_the_file()
    {
        using var engine = await BundledModels.LoadAsync(
            BundledModels.Draft,
            options => (options.Name, options.Context, options.Sequences, options.BatchRows, options.Exact) = ("mine", 100, 3, 600, Toggle.Off));

        Assert.Equal("mine", engine.Facts.ModelName);
        Assert.StartsWith(EngineUnderTest.Name, engine.Facts.Engine);
        Assert.Equal("CPU", engine.Facts.Device);
        Assert.NotEqual("", engine.Facts.CpuVariant);
        Assert.Equal((100, 3), (engine.Facts.ContextPerSequence, engine.Facts.MaxSequences));
        Assert.Equal((1, false), (engine.Facts.MinRowsPerSequence, engine.Facts.EqualRows));
        Assert.InRange(engine.Facts.ParameterCount, 1, 2_000_000);
    }

    private static async Task<string> ErrorAsync(string path) =>
        (await Assert.ThrowsAsync<EngineException>(() => BundledModels.LoadAsync(path))).Message;

    private sealed class RecordedProgress(Action<float>? onReport = null) : IProgress<float>
    {
        public List<float> Values { get; } = [];

        public void Report(float value)
        {
            Values.Add(value);
            onReport?.Invoke(value);
        }
    }
}
