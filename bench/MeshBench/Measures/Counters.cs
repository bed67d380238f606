using System.Globalization;

namespace SpecMesh.MeshBench.Measures;

/// <summary>The counters of one service at one moment, read from Prometheus text: by name, with labels as they were written.</summary>
internal sealed class Counters(Dictionary<string, double> values)
{
    public static Counters Parse(string text)
    {
        var values = new Dictionary<string, double>();
        foreach (var line in text.Split('\n'))
        {
            // name{labels} value [timestamp]; labels have no spaces here but those within quotes.
            var end = line.LastIndexOf('}') is var brace and >= 0 ? brace + 1 : line.IndexOf(' ', StringComparison.Ordinal);
            if (line.StartsWith('#') || end <= 0)
                continue;
            var rest = line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (rest.Length > 0 && double.TryParse(rest[0], CultureInfo.InvariantCulture, out var value))
                values[line[..end]] = value;
        }

        return new Counters(values);
    }

    /// <summary>The sum over all series of this name whose labels contain <paramref name="label"/>; 0 if there is none.</summary>
    public double this[string name, string label = ""] => values
        .Where(entry => entry.Key.StartsWith(name, StringComparison.Ordinal)
            && (entry.Key.Length == name.Length || entry.Key[name.Length] == '{')
            && entry.Key.Contains(label, StringComparison.Ordinal))
        .Sum(static entry => entry.Value);
}

/// <summary>The counters of all services of a mesh, and the bytes between drafts and verifier.</summary>
internal sealed record MeshCounters(IReadOnlyDictionary<string, Counters> Services, long RelayBytes);

/// <summary>What a mesh did in some stretch of time.</summary>
internal sealed record MeshWork
{
    public double Passes { get; init; }

    public double Rows { get; init; }

    public double DecodeSeconds { get; init; }

    public double PrefillSeconds { get; init; }

    public double SampleSeconds { get; init; }

    public double LingerSeconds { get; init; }

    public double QueueSeconds { get; init; }

    public double Received { get; init; }

    public double Accepted { get; init; }

    public double Rejected { get; init; }

    public double Stale { get; init; }

    public double OwnAccepted { get; init; }

    public double Committed { get; init; }

    public double Drafted { get; init; }

    public double DraftSeconds { get; init; }

    public double DraftPasses { get; init; }

    public double RelayBytes { get; init; }

    /// <summary>CPU seconds of each service.</summary>
    public IReadOnlyDictionary<string, double> CpuSeconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Resident bytes of each service at the end.</summary>
    public IReadOnlyDictionary<string, double> ResidentBytes { get; init; } = new Dictionary<string, double>();

    public static MeshWork Between(MeshCounters before, MeshCounters after)
    {
        return new MeshWork
        {
            Passes = Sum("specmesh_verifier_passes_total", "decode"),
            Rows = Sum("specmesh_verifier_pass_rows_total", "decode"),
            DecodeSeconds = Sum("specmesh_verifier_time_seconds_total", "decode"),
            PrefillSeconds = Sum("specmesh_verifier_time_seconds_total", "prefill"),
            SampleSeconds = Sum("specmesh_verifier_time_seconds_total", "sample"),
            LingerSeconds = Sum("specmesh_verifier_time_seconds_total", "linger"),
            QueueSeconds = Sum("specmesh_verifier_time_seconds_total", "queue"),
            Received = Sum("specmesh_verifier_draft_tokens_total", "received"),
            Accepted = Sum("specmesh_verifier_draft_tokens_total", "accepted"),
            Rejected = Sum("specmesh_verifier_draft_tokens_total", "rejected"),
            Stale = Sum("specmesh_verifier_draft_tokens_total", "stale"),
            OwnAccepted = Sum("specmesh_verifier_ngram_tokens_total", "accepted"),
            Committed = Sum("specmesh_verifier_committed_tokens_total"),
            Drafted = Sum("specmesh_draft_drafted_tokens_total"),
            DraftPasses = Sum("specmesh_draft_passes_total"),
            DraftSeconds = Sum("specmesh_draft_time_seconds_total"),
            RelayBytes = after.RelayBytes - before.RelayBytes,
            CpuSeconds = after.Services.ToDictionary(
                static service => service.Key,
                service => service.Value["dotnet_process_cpu_time_seconds_total"] - before.Services[service.Key]["dotnet_process_cpu_time_seconds_total"]),
            ResidentBytes = after.Services.ToDictionary(
                static service => service.Key, static service => service.Value["dotnet_process_memory_working_set_bytes"]),
        };

        double Sum(string name, string label = "") =>
            after.Services.Sum(service => service.Value[name, label] - before.Services[service.Key][name, label]);
    }

    public static MeshWork operator +(MeshWork a, MeshWork b) => new()
    {
        Passes = a.Passes + b.Passes,
        Rows = a.Rows + b.Rows,
        DecodeSeconds = a.DecodeSeconds + b.DecodeSeconds,
        PrefillSeconds = a.PrefillSeconds + b.PrefillSeconds,
        SampleSeconds = a.SampleSeconds + b.SampleSeconds,
        LingerSeconds = a.LingerSeconds + b.LingerSeconds,
        QueueSeconds = a.QueueSeconds + b.QueueSeconds,
        Received = a.Received + b.Received,
        Accepted = a.Accepted + b.Accepted,
        Rejected = a.Rejected + b.Rejected,
        Stale = a.Stale + b.Stale,
        OwnAccepted = a.OwnAccepted + b.OwnAccepted,
        Committed = a.Committed + b.Committed,
        Drafted = a.Drafted + b.Drafted,
        DraftPasses = a.DraftPasses + b.DraftPasses,
        DraftSeconds = a.DraftSeconds + b.DraftSeconds,
        RelayBytes = a.RelayBytes + b.RelayBytes,
        CpuSeconds = b.CpuSeconds.ToDictionary(static entry => entry.Key, entry => entry.Value + a.CpuSeconds.GetValueOrDefault(entry.Key)),
        ResidentBytes = b.ResidentBytes,
    };
}
