namespace SpecMesh.LoadTest.Tests;

public sealed class ComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_results_stand_side_by_side_and_better_is_told_from_worse()
    {
        var (a, b) = (Result("a", "100.0", "50.0"), Result("b", "120.0", "55.0"));

        var compared = await CommandLine.RunAsync("compare", a, b);

        Assert.Equal(0, compared.Code);
        Assert.Matches(@"output tokens, 1/s\s*[│|]\s*100\s*[│|]\s*120\s*[│|]\s*\+20\.0 %\s*[│|]\s*better", compared.Output);
        Assert.Matches(@"TTFT p99, ms\s*[│|]\s*50\s*[│|]\s*55\s*[│|]\s*\+10\.0 %\s*[│|]\s*worse", compared.Output);
        Assert.Matches(@"failed requests\s*[│|]\s*0\s*[│|]\s*0\s*[│|]\s*[│|]\s*same", compared.Output);
    }

    [Theory]
    [InlineData(0, "100", "50", "20")]
    [InlineData(0, "85", "58", "20")]
    [InlineData(1, "79", "50", "20")]
    [InlineData(1, "100", "61", "20")]
    [InlineData(0, "79", "61", "30")]
    public async Task A_pipeline_can_fail_on_what_is_worse(int code, string throughput, string latency, string percent)
    {
        var compared = await CommandLine.RunAsync("compare", Result("a", "100", "50"), Result("b", throughput, latency), "--fail-above", percent);

        Assert.Equal(code, compared.Code);
    }

    [Fact]
    public async Task New_failures_are_worse_than_any_percentage()
    {
        var compared = await CommandLine.RunAsync("compare", Result("a", "100", "50"), Result("b", "100", "50", failed: 1), "--fail-above", "500");

        Assert.Equal(1, compared.Code);
        Assert.Contains("failed is worse", compared.Output);
    }

    [Fact]
    public async Task Results_of_different_settings_are_not_compared_in_silence()
    {
        var compared = await CommandLine.RunAsync("compare", Result("a", "100", "50"), Result("b", "100", "50", concurrency: 16));

        Assert.Contains("differ in max_concurrency: 8 and 16", compared.Output);
    }

    [Fact]
    public async Task Warnings_of_the_results_are_shown()
    {
        var a = _folder.File("warned.json", """{"duration": 1, "completed": 1, "load_test": {"warnings": ["it was late"]}}""");

        Assert.Contains("A: it was late", (await CommandLine.RunAsync("compare", a, a)).Output);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("{\"levels\": []}")]
    public async Task What_is_no_result_is_refused(string content)
    {
        var compared = await CommandLine.RunAsync("compare", Result("a", "1", "1"), _folder.File("b.json", content));

        Assert.Equal(2, compared.Code);
        Assert.Contains("b.json", compared.Error);
    }

    [Fact]
    public async Task An_unknown_metric_is_refused() =>
        Assert.Contains("speed", (await CommandLine.RunAsync("compare", Result("a", "1", "1"), Result("b", "1", "1"), "--metrics", "speed")).Error);

    // As vllm bench serve writes it, without anything of ours.
    private string Result(string name, string throughput, string latency, int failed = 0, int concurrency = 8) => _folder.File(
        name + ".json",
        $$"""
        {
          "model_id": "m", "max_concurrency": {{concurrency}}, "duration": 10.5, "completed": 20, "failed": {{failed}},
          "output_throughput": {{throughput}}, "p99_ttft_ms": {{latency}}
        }
        """);
}
