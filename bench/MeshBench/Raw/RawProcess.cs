using System.Diagnostics;
using System.Text.Json;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Raw;

/// <summary>A process that runs <see cref="RawLoop"/>, so that it shares nothing with the bench.</summary>
internal sealed class RawProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RawProcess(Process process, string engine)
    {
        _process = process;
        Engine = engine;
    }

    /// <summary>What it runs on.</summary>
    public string Engine { get; }

    public static async Task<RawProcess> StartAsync(string model, int threads, int context, OtherBuild? build, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [build?.Bench ?? typeof(RawProcess).Assembly.Location, "raw", model, $"{threads}", $"{context}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var first = await process.StandardOutput.ReadLineAsync(cancellation);
        return first?.StartsWith(RawLoop.Ready, StringComparison.Ordinal) == true
            ? new RawProcess(process, first[RawLoop.Ready.Length..])
            : throw new InvalidOperationException($"The raw loop did not start: {first}");
    }

    /// <summary>One at a time.</summary>
    public async Task<Answer> AskAsync(Prompt prompt, Question question, CancellationToken cancellation)
    {
        var sent = Stopwatch.GetTimestamp();
        await _process.StandardInput.WriteLineAsync(question.Ask(prompt).ToJsonString().AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        var line = await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The raw loop has ended.");
        var answer = JsonSerializer.Deserialize<RawAnswer>(line)!;
        // Both processes read the same clock of the machine.
        return new Answer(prompt.Genre, "", answer.Times.Count, answer.PromptTokens, 0, 0, 0, sent, answer.Times, [.. answer.Times.Select(static _ => 1)]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
