using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SpecMesh.AppHost.Local;
using SpecMesh.EndToEnd.Mesh;
using SpecMesh.Testing;

namespace SpecMesh.EndToEnd;

/// <summary>The first command of the README, in its default shape but on free ports.</summary>
public sealed partial class AppHostTests
{
    private const int Patience = 240_000;
    private const int PortsPerRole = 10;
    private const string State = "state";

    [Fact(Timeout = Patience)]
    public async Task One_command_starts_a_mesh_prints_a_line_that_works_and_stops_on_ctrl_C()
    {
        using var folder = new TemporaryFolder();
        var port = FreePorts.First(3 * PortsPerRole);
        using var host = Start(folder, port);

        var curl = await FindAsync(host.StandardOutput, CurlLine());
        using var http = new HttpClient();
        var body = (JsonObject)JsonNode.Parse(curl.Groups["body"].Value)!;
        http.BaseAddress = new Uri(curl.Groups["url"].Value.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        var answer = await http.AskAsync(Requests.Chat, body.Greedy());
        using var kill = Process.Start("kill", [IsInterruptIgnored() ? "-TERM" : "-INT", host.Id.ToString(CultureInfo.InvariantCulture)]);
        var rest = host.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("stop", answer.FinishReason);
        Assert.Equal(0, host.ExitCode);
        Assert.DoesNotContain("killing it", await rest, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(port, 3 * PortsPerRole), used => Assert.True(Ports.IsFree("127.0.0.1", used), $"Port {used} is still in use."));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "artifacts", "run", $"{port}")));
        // What the verifier found out about its speed is there for the next time.
        Assert.Contains(Directory.GetFiles(Path.Combine(folder.Path, State)), file => Path.GetFileName(file).StartsWith("costs-", StringComparison.Ordinal));
    }

    // What a shell starts in the background ignores Ctrl-C, and so does everything that it starts; then the other signal must do.
    private static bool IsInterruptIgnored()
    {
        const ulong Interrupt = 1UL << (2 - 1);
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        return (ulong.Parse(mask.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    private static Process Start(TemporaryFolder folder, int port)
    {
        string[] ports = ["--port", $"{port}", "--verifier-port", $"{port + PortsPerRole}", "--draft-port", $"{port + (2 * PortsPerRole)}"];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SpecMesh.AppHost.dll"), .. ports])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        start.Environment["Node__StateDirectory"] = Path.Combine(folder.Path, State);
        return Process.Start(start)!;
    }

    private static async Task<Match> FindAsync(StreamReader output, Regex wanted)
    {
        var seen = new List<string>();
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            seen.Add(line);
            if (wanted.Match(line) is { Success: true } match)
                return match;
        }

        throw new InvalidOperationException($"The host ended:\n{string.Join('\n', seen)}");
    }

    [GeneratedRegex("curl (?<url>http://localhost:\\d+)/v1/chat/completions .*-d '(?<body>.*)'")]
    private static partial Regex CurlLine();
}
