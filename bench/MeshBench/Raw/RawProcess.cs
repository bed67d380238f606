using System.Diagnostics;
using System.Text.Json;
using SpecMesh.MeshBench.Load;

namespace SpecMesh.MeshBench.Raw;

/// <summary>A process that runs <see cref="RawLoop"/>, so that it shares nothing with the bench.</summary>
internal sealed class RawProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RawProcess(Process process) => _process = process;

    public static async Task<RawProcess> StartAsync(string model, int threads, int context, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RawProcess).Assembly.Location, "raw", model, $"{threads}", $"{context}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var raw = new RawProcess(Process.Start(start)!);
        var first = await raw._process.StandardOutput.ReadLineAsync(cancellation);
        return first == "ready" ? raw : throw new InvalidOperationException($"The raw loop did not start: {first}");
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
