using System.Globalization;
using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Reports;

/// <summary>A table with a row for each mode at each setting.</summary>
internal sealed class ModeTable
{
    private readonly (string Title, Func<Comparison, string, string> Value)[] _columns;

    private ModeTable(params (string Title, Func<Comparison, string, string> Value)[] columns) => _columns = columns;

    /// <summary>What a client sees.</summary>
    public static ModeTable Speed { get; } = new(
        ("setting", static (result, _) => result.Setting),
        ("mode", static (_, mode) => mode),
        ("decode tok/s", static (result, mode) => Number(result.Modes[mode].DecodeTokensPerSecond, "0.0")),
        ("total tok/s", static (result, mode) => Number(result.Modes[mode].TotalTokensPerSecond, "0.0")),
        ("decode / plain", static (result, mode) => Number(result.DecodeRatio(mode, "plain"), "0.00")),
        ("total / plain (least..most of a round)", static (result, mode) =>
            $"{Number(result.TotalRatio(mode, "plain"), "0.00")} ({Number(result.TotalRatios(mode, "plain").Min(), "0.00")}..{Number(result.TotalRatios(mode, "plain").Max(), "0.00")})"),
        ("TTFT ms", static (result, mode) => Number(result.Modes[mode].FirstTokenMilliseconds, "0")),
        ("TPOT ms", static (result, mode) => Number(result.Modes[mode].TimePerTokenMilliseconds, "0.0")),
        ("ITL p50 / p99 ms", static (result, mode) =>
            $"{Number(result.Modes[mode].GapMilliseconds(0.5), "0")} / {Number(result.Modes[mode].GapMilliseconds(0.99), "0")}"),
        ("accepted", static (result, mode) => Number(result.Modes[mode].AcceptanceRate, "0.00")),
        ("differing texts", static (result, mode) => result.Modes[mode].Work is null ? "-" : $"{result.Differences}"));

    /// <summary>What the nodes did for it.</summary>
    public static ModeTable Work { get; } = new(
        ("setting", static (result, _) => result.Setting),
        ("mode", static (_, mode) => mode),
        ("passes", Of(static work => work.Passes, "0")),
        ("rows / pass", Of(static work => work.Rows / work.Passes, "0.0")),
        ("acceptance length", Of(static work => work.Committed / work.Passes, "0.00")),
        ("drafted", Of(static work => work.Drafted, "0")),
        ("received", Of(static work => work.Received, "0")),
        ("accepted", Of(static work => work.Accepted, "0")),
        ("rejected", Of(static work => work.Rejected, "0")),
        ("stale", Of(static work => work.Stale, "0")),
        ("own guesses right", Of(static work => work.OwnAccepted, "0")),
        ("time: queue", Share(static work => work.QueueSeconds)),
        ("prefill", Share(static work => work.PrefillSeconds)),
        ("verify", Share(static work => work.DecodeSeconds)),
        ("sample", Share(static work => work.SampleSeconds)),
        ("linger", Share(static work => work.LingerSeconds)),
        ("CPU ms / token: verifier", Cpu("verifier-1")),
        ("draft", Cpu("draft")),
        ("gateway", Cpu("gateway-1")),
        ("allocated kB / token: verifier", Allocated("verifier-1")),
        ("of draft", Allocated("draft")),
        ("of gateway", Allocated("gateway-1")),
        ("GC pauses: verifier", Share(static work => work.PauseSeconds("verifier-1"), "0.0000")),
        ("bytes / drafted", Of(static work => work.Drafted == 0 ? 0 : work.RelayBytes / work.Drafted, "0.0")),
        ("verifier MB", Of(static work => work.ResidentBytes("verifier-1") / 1e6, "0")));

    public IEnumerable<string> Titles => _columns.Select(static column => column.Title);

    public IEnumerable<string[]> Rows(IEnumerable<Comparison> results) => results.SelectMany(result =>
        result.Modes.Keys.Select(mode => _columns.Select(column => column.Value(result, mode)).ToArray()));

    /// <summary>All figures of a mode, by the titles of their columns.</summary>
    public static Dictionary<string, string> FiguresOf(Comparison result, string mode) =>
        Speed._columns.Skip(2).Select(static column => (column.Title, column.Value))
            .Concat(Work._columns.Skip(2).Select(static column => (Title: $"mesh {column.Title}", column.Value)))
            .ToDictionary(static column => column.Title, column => column.Value(result, mode));

    private static Func<Comparison, string, string> Of(Func<MeshWork, double> figure, string format) =>
        (result, mode) => result.Modes[mode].Work is { } work ? Number(figure(work), format) : "-";

    // Of the wall time; with several clients, queues can hold more than all of it.
    private static Func<Comparison, string, string> Share(Func<MeshWork, double> seconds, string format = "0.00") =>
        (result, mode) => result.Modes[mode].Work is { } work ? Number(seconds(work) / result.Modes[mode].Seconds, format) : "-";

    private static Func<Comparison, string, string> Cpu(string service) => PerToken(work => 1000 * work.CpuSeconds(service));

    // All that the process allocates, also for what reads its counters after a turn.
    private static Func<Comparison, string, string> Allocated(string service) => PerToken(work => work.AllocatedBytes(service) / 1e3);

    private static Func<Comparison, string, string> PerToken(Func<MeshWork, double> figure) => (result, mode) =>
        result.Modes[mode].Work is { } work ? Number(figure(work) / Math.Max(1, result.Modes[mode].Tokens), "0.0") : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
