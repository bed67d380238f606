using System.Globalization;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Meshes;
using Spectre.Console;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>What telemetry costs: meshes that differ in nothing else take turns on the same requests.</summary>
internal static class TelemetryScenario
{
    private const int Context = 512;
    private const int WarmUps = 5;
    private const string Off = "off";

    public static async Task RunAsync(Lab lab, int clients)
    {
        var sink = lab.Keep(await TraceSink.StartAsync());
        List<Arm> arms =
        [
            await StartAsync(lab, 0, clients, Off, new() { ["Telemetry:Metrics"] = "false" }),
            await StartAsync(lab, 1, clients, "metrics", []),
            await StartAsync(lab, 2, clients, "traces", new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            }),
        ];

        AnsiConsole.WriteLine($"Warming up with {clients} client(s)");
        for (var round = 0; round < WarmUps; round++)
        {
            foreach (var arm in arms)
                await arm.AskAsync(lab, [.. Turns.All(lab.Prompts, clients)], clients, seed: -1 - round);
        }

        for (var round = 0; round < lab.Options.Rounds; round++)
        {
            foreach (var (part, some) in Turns.Of(lab.Prompts, clients).Index())
            {
                // Who goes first alternates.
                for (var turn = 0; turn < arms.Count; turn++)
                    await arms[(turn + part + round) % arms.Count].MeasureAsync(lab, some, clients, lab.Options.Seed + round);
            }

            foreach (var arm in arms)
                arm.EndRound();
            AnsiConsole.WriteLine($"Round {round + 1}: " + string.Join(", ", arms.Select(static arm => $"{arm.Name} {Text(arm.Speeds[^1], "0.0")} tok/s")));
        }

        foreach (var arm in arms)
            lab.Report.Note($"{arm.Name}: {Text(arm.Speeds.Average(), "0.0")} tok/s, {Text(arm.CpuMillisecondsPerToken, "0.000")} ms of processor time a token.");
        lab.Report.Note($"{sink.TraceBytes} bytes of traces came in.");
        foreach (var arm in arms.Skip(1))
            lab.Report.Note($"{arm.Name} / {Off}: mean {Text(arm.RatiosTo(arms[0]).Average(), "0.000")}, standard error {Text(arm.StandardErrorTo(arms[0]), "0.000")}.");
        foreach (var arm in arms.Skip(1))
            lab.Report.Judge($"{arm.Name} / {Off}, {clients} client(s), tokens per second, median of {lab.Options.Rounds} rounds", 0.99, arm.SpeedAgainst(arms[0]));
    }

    private static async Task<Arm> StartAsync(Lab lab, int number, int clients, string name, Dictionary<string, string> settings)
    {
        var mesh = await lab.StartMeshAsync(number, settings, Math.Max(4, clients), Context);
        return new Arm(name, mesh, Mode.Mesh(mesh));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>One of the meshes, and what it has shown.</summary>
    private sealed class Arm(string name, BenchMesh mesh, Mode mode)
    {
        private readonly List<double> _speeds = [];
        private readonly List<Batch> _round = [];
        private TimeSpan _cpu;
        private int _tokens;

        public string Name => name;

        /// <summary>Tokens per second of each round.</summary>
        public IReadOnlyList<double> Speeds => _speeds;

        public double CpuMillisecondsPerToken => _cpu.TotalMilliseconds / _tokens;

        public async Task MeasureAsync(Lab lab, Prompt[] prompts, int clients, int seed)
        {
            var cpu = mesh.CpuTime();
            var batch = await AskAsync(lab, prompts, clients, seed);
            _round.Add(batch);
            _tokens += batch.Answers.Sum(static answer => answer.Tokens);
            _cpu += mesh.CpuTime() - cpu;
        }

        public Task<Batch> AskAsync(Lab lab, Prompt[] prompts, int clients, int seed)
        {
            var question = new Question(0, seed, lab.Options.MaxTokens);
            return Batch.RunAsync([.. prompts.Select(prompt => (Func<Task<Answer>>)(() => mode.AskAsync(prompt, question, lab.Cancellation)))], clients);
        }

        public void EndRound()
        {
            _speeds.Add(Batch.Joined(_round).TokensPerSecond);
            _round.Clear();
        }

        /// <summary>This mesh's speed by another's, in each round.</summary>
        public IReadOnlyList<double> RatiosTo(Arm other) => [.. _speeds.Zip(other._speeds, static (own, others) => own / others)];

        public double StandardErrorTo(Arm other)
        {
            var ratios = RatiosTo(other);
            var mean = ratios.Average();
            return Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Count - 1) / ratios.Count);
        }

        /// <summary>The median over the rounds of this mesh's speed by another's.</summary>
        public double SpeedAgainst(Arm other)
        {
            var ratios = RatiosTo(other).Order().ToList();
            return (ratios[(ratios.Count - 1) / 2] + ratios[ratios.Count / 2]) / 2;
        }
    }
}
