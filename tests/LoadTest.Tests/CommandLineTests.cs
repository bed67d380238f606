using System.Text.Json;
using SpecMesh.LoadTest.Tests.Client;

namespace SpecMesh.LoadTest.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_prints_figures_and_writes_three_files()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Chunks = 4, TokensOfChunk = 2, Drafts = (5, 1) });

        var run = await CommandLine.RunAsync(
            "run", "--url", server.Address.ToString(), "--requests", "12", "--concurrency", "3", "--prompts", "qa", "json", "--goodput", "ttft:60000", "e2e:60000",
            "--output", _folder.Path, "--label", "my run", "--warmup", "2");

        Assert.Equal(0, run.Code);
        Assert.Contains("scripted at", run.Output);
        Assert.Contains("TTFT (first token)", run.Output);
        Assert.Contains("12 good", run.Output);
        Assert.Contains("83.3 %", run.Output);
        var files = Directory.GetFiles(_folder.Path).Order().ToList();
        Assert.Equal([".csv", ".html", ".json"], files.Select(Path.GetExtension));
        Assert.All(files, static file => Assert.StartsWith("my-run-", Path.GetFileName(file)));
        var json = JsonElement.Parse(await File.ReadAllTextAsync(files[2], TestContext.Current.CancellationToken));
        Assert.Equal("scripted", json.GetProperty("model_id").GetString());
        Assert.Equal(12, json.GetProperty("completed").GetInt32());
        Assert.Equal(96, json.GetProperty("total_output_tokens").GetInt32());
        // Two to warm up are asked and not counted.
        Assert.Equal(14, server.Served.Count);
    }

    [Fact]
    public async Task Synthetic_prompts_are_fitted_to_the_servers_tokenizer_first()
    {
        await using var server = await ScriptedServer.StartAsync(new Script());

        var run = await CommandLine.RunAsync(
            "run", "--url", server.Address.ToString(), "--prompts", "synthetic", "--input-tokens", "70", "--requests", "3", "--warmup", "0", "--quiet");

        Assert.Equal(0, run.Code);
        Assert.Equal(4, server.Served.Count);
        // It counts 7 tokens whatever it is asked, so a word seems to be a 0.035th of a token.
        Assert.Equal(2000, server.Served.Last().Body.GetProperty("messages")[0].GetProperty("content").GetString()!.Split(' ').Length);
    }

    [Fact]
    public async Task A_run_without_any_success_has_an_exit_code_of_its_own()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Status = 503 });

        var run = await CommandLine.RunAsync("run", "--url", server.Address.ToString(), "--requests", "3", "--warmup", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("unavailable", run.Output);
        Assert.Contains("3 of 3 requests failed", run.Output);
    }

    [Fact]
    public async Task The_memory_of_services_is_watched_and_reported()
    {
        await using var server = await ScriptedServer.StartAsync(new Script());
        var metrics = new Uri(server.Address, "metrics");

        var run = await CommandLine.RunAsync(
            "run", "--url", server.Address.ToString(), "--requests", "5", "--memory", $"gateway={metrics}", metrics.ToString(), "--max-failed", "0", "--output", _folder.Path);

        Assert.Equal(0, run.Code);
        Assert.Contains("gateway", run.Output);
        Assert.Contains("flat", run.Output);
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder.Path, "*.json").Single(), TestContext.Current.CancellationToken));
        var memory = json.GetProperty("load_test").GetProperty("memory").EnumerateArray().ToList();
        Assert.Equal(["gateway", server.Address.Authority], memory.Select(static one => one.GetProperty("name").GetString()));
        Assert.All(memory, static one => Assert.True(one.GetProperty("start_bytes").GetDouble() > 1e6));
    }

    [Fact]
    public async Task A_page_without_memory_is_named_before_the_run()
    {
        await using var server = await ScriptedServer.StartAsync(new Script());

        var run = await CommandLine.RunAsync("run", "--url", server.Address.ToString(), "--requests", "1", "--memory", $"{server.Address}v1/models");

        Assert.Equal(2, run.Code);
        Assert.Contains("v1/models does not say how much memory", run.Error);
        Assert.Empty(server.Served);
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0.5", 0)]
    public async Task More_failed_requests_than_allowed_are_told_by_the_exit_code(string allowed, int code)
    {
        await using var server = await ScriptedServer.StartAsync(served => new Script { Status = served.Seed % 4 == 0 ? 503 : 200 });

        var run = await CommandLine.RunAsync("run", "--url", server.Address.ToString(), "--requests", "8", "--warmup", "0", "--max-failed", allowed);

        Assert.Equal(code, run.Code);
    }

    [Fact]
    public async Task An_overload_is_found_by_a_sweep()
    {
        // More than four at a time are refused.
        ScriptedServer? self = null;
        await using var server = self = await ScriptedServer.StartAsync(_ =>
            self!.Running > 4 ? new Script { Status = 503 } : new Script { FirstToken = TimeSpan.FromMilliseconds(30), Chunks = 1 });

        var sweep = await CommandLine.RunAsync(
            "sweep", "--url", server.Address.ToString(), "--to", "32", "--duration", "300ms", "--refine", "3", "--output", _folder.Path, "--goodput", "e2e:60000");

        Assert.Equal(0, sweep.Code);
        Assert.Contains("The server saturates above 4 clients. At 5,", sweep.Output);
        var json = JsonElement.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder.Path, "*.json").Single(), TestContext.Current.CancellationToken));
        Assert.Equal(4, json.GetProperty("best").GetInt32());
        Assert.Equal([1, 2, 4, 5, 6, 8], json.GetProperty("levels").EnumerateArray().Select(static level => level.GetProperty("level").GetInt32()));
        Assert.True(json.GetProperty("levels")[2].GetProperty("result").GetProperty("completed").GetInt32() > 0);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var dead = FailureTests.DeadAddress();

        var run = await CommandLine.RunAsync("run", "--url", dead.ToString());
        var named = await CommandLine.RunAsync("run", "--url", dead.ToString(), "--model", "m");

        Assert.Equal((2, 2), (run.Code, named.Code));
        Assert.Contains($"{dead} cannot be reached", run.Error);
        Assert.Contains($"{dead}v1/chat/completions cannot be reached", named.Error);
    }

    [Fact]
    public async Task A_first_request_that_is_refused_ends_the_test_with_what_the_server_said()
    {
        await using var server = await ScriptedServer.StartAsync(new Script { Status = 401, Body = """{"error":{"message":"Unknown API key."}}""" });

        var run = await CommandLine.RunAsync("run", "--url", server.Address.ToString());

        Assert.Equal(2, run.Code);
        Assert.Contains("401 Unknown API key.", run.Error);
        Assert.Contains("--api-key", run.Error);
    }

    [Theory]
    [InlineData("--concurrency", "--concurrency", "0")]
    [InlineData("--rate", "--rate", "-1")]
    [InlineData("--rate", "--rate", "fast")]
    [InlineData("--duration", "--duration", "long")]
    [InlineData("sometimes", "--arrivals", "sometimes", "--rate", "1")]
    [InlineData("--arrivals needs --rate", "--arrivals", "burst")]
    [InlineData("exclude each other", "--rate", "5", "--trace", "x.txt")]
    [InlineData("missing.txt", "--trace", "missing.txt")]
    [InlineData("--goodput", "--goodput", "ttft")]
    [InlineData("poems", "--prompts", "poems", "--model", "m")]
    [InlineData("--body", "--body", "[]", "--model", "m")]
    [InlineData("--header", "--header", "nothing")]
    [InlineData("--memory", "--memory", "localhost", "--model", "m")]
    [InlineData("ftp://x", "--url", "ftp://x")]
    [InlineData("--unknown", "--unknown")]
    public async Task Wrong_arguments_are_said_on_standard_error_with_exit_code_2(string said, params string[] args)
    {
        var run = await CommandLine.RunAsync(["run", .. args]);

        Assert.Equal(2, run.Code);
        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("run", "--rate", "--concurrency", "--trace", "--prompts", "--goodput", "--output", "--turns", "--duration", "--input-tokens", "--memory", "--max-growth", "--max-failed")]
    [InlineData("sweep", "--over", "--from", "--to", "--factor", "--refine", "--attainment", "--max-failed", "--duration")]
    [InlineData("compare", "--fail-above", "--metrics")]
    public async Task Help_tells_every_option(string command, params string[] options)
    {
        var help = await CommandLine.RunAsync(command, "--help");

        Assert.Equal(0, help.Code);
        Assert.All(options, option => Assert.Contains(option, help.Output));
    }
}
