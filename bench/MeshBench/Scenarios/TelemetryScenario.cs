using System.Globalization;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Measures;
using SpecMesh.MeshBench.Meshes;
using Spectre.Console;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>What telemetry costs: meshes that differ in nothing else take turns on the same requests.</summary>
/// <remarks>
/// Two meshes of the same settings differ, too: each compiles and learns by itself. So the depth is fixed, and every round
/// starts new ones, among them two without telemetry, whose ratio shows how far the result can be trusted.
/// </remarks>
internal static class TelemetryScenario
{
    private const int Context = 512;
    private const int Depth = 8;
    private const int WarmUps = 5;
    private const int TurnsOverThePrompts = 8;

    public static async Task RunAsync(Lab lab, int clients)
    {
        var sink = lab.Keep(await TraceSink.StartAsync());
        var without = new Dictionary<string, string> { ["Telemetry:Metrics"] = "false" };
        var with = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        List<double> same = [], costs = [];
        for (var round = 0; round < lab.Options.Rounds; round++)
        {
            List<BenchMesh> meshes = [];
            foreach (var (number, settings) in new[] { without, without, with }.Index())
                meshes.Add(await lab.StartMeshAsync(number, settings, Math.Max(4, clients), Context));
            var speeds = await MeasureAsync(lab, [.. meshes.Select(static mesh => Mode.Fixed(mesh, Depth))], clients, round);
            foreach (var mesh in meshes)
                await mesh.DisposeAsync();

            same.Add(Ratio(speeds[1], speeds[0]));
            costs.Add((Ratio(speeds[2], speeds[0]) + Ratio(speeds[2], speeds[1])) / 2);
            AnsiConsole.WriteLine(
                $"Round {round + 1}: without {Text(new Spread(speeds[0]).Median, "0.0")} and {Text(new Spread(speeds[1]).Median, "0.0")}, "
                + $"with {Text(new Spread(speeds[2]).Median, "0.0")} tok/s; without / without {Text(same[^1])}, with / without {Text(costs[^1])}");
        }

        lab.Report.Note($"{sink.TraceBytes} bytes of traces came in.");
        lab.Report.Note($"Each round has new meshes, all at depth {Depth}; its ratio is the median over single turns. Means of the rounds, and their standard errors:");
        lab.Report.Note($"without / without: {Text(new Spread(same).Mean)}, {Text(new Spread(same).StandardError)}.");
        lab.Report.Note($"with metrics and traces / without: {Text(new Spread(costs).Mean)}, {Text(new Spread(costs).StandardError)}.");
        lab.Report.Judge($"with metrics and traces / without, {clients} client(s), tokens per second", 0.99, new Spread(costs).Mean);
    }

    /// <returns>For each mode, its tokens per second in every turn.</returns>
    private static async Task<List<double>[]> MeasureAsync(Lab lab, Mode[] modes, int clients, int round)
    {
        List<double>[] speeds = [.. modes.Select(static _ => new List<double>())];
        for (var pass = -WarmUps; pass < TurnsOverThePrompts; pass++)
        {
            var question = new Question(0, lab.Options.Seed + (round * TurnsOverThePrompts) + pass, lab.Options.MaxTokens);
            foreach (var (part, prompts) in Turns.Of(lab.Prompts, clients).Index())
            {
                for (var turn = 0; turn < modes.Length; turn++)
                {
                    // Who goes first alternates.
                    var which = (turn + part + pass + WarmUps + round) % modes.Length;
                    var batch = await Batch.RunAsync([.. prompts.Select(prompt => Request(modes[which], prompt))], clients);
                    if (pass >= 0)
                        speeds[which].Add(batch.TokensPerSecond);
                }
            }

            Func<Task<Answer>> Request(Mode mode, Prompt prompt) => () => mode.AskAsync(prompt, question, lab.Cancellation);
        }

        return speeds;
    }

    private static double Ratio(List<double> speeds, List<double> others) =>
        new Spread([.. speeds.Zip(others, static (speed, other) => speed / other)]).Median;

    private static string Text(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);
}
