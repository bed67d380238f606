namespace SpecMesh.MeshBench.Measures;

/// <summary>What a mesh did in some stretches of time.</summary>
/// <param name="Spans">The counters at the beginning and at the end of each stretch.</param>
internal sealed record MeshWork(IReadOnlyList<(MeshCounters Before, MeshCounters After)> Spans)
{
    public double Passes => Sum("specmesh_verifier_passes_total", "decode");

    public double Rows => Sum("specmesh_verifier_pass_rows_total", "decode");

    public double DecodeSeconds => Sum("specmesh_verifier_time_seconds_total", "decode");

    public double PrefillSeconds => Sum("specmesh_verifier_time_seconds_total", "prefill");

    public double SampleSeconds => Sum("specmesh_verifier_time_seconds_total", "sample");

    public double LingerSeconds => Sum("specmesh_verifier_time_seconds_total", "linger");

    public double QueueSeconds => Sum("specmesh_verifier_time_seconds_total", "queue");

    public double Received => Sum("specmesh_verifier_draft_tokens_total", "received");

    public double Accepted => Sum("specmesh_verifier_draft_tokens_total", "accepted");

    public double Rejected => Sum("specmesh_verifier_draft_tokens_total", "rejected");

    public double Stale => Sum("specmesh_verifier_draft_tokens_total", "stale");

    public double OwnAccepted => Sum("specmesh_verifier_ngram_tokens_total", "accepted");

    public double Committed => Sum("specmesh_verifier_committed_tokens_total");

    public double Drafted => Sum("specmesh_draft_drafted_tokens_total");

    public double DraftPasses => Sum("specmesh_draft_passes_total");

    public double DraftSeconds => Sum("specmesh_draft_time_seconds_total");

    /// <summary>Bytes between drafts and verifier.</summary>
    public double RelayBytes => Spans.Sum(static span => span.After.RelayBytes - span.Before.RelayBytes);

    public static MeshWork Between(MeshCounters before, MeshCounters after) => new([(before, after)]);

    public static MeshWork operator +(MeshWork a, MeshWork b) => new([.. a.Spans, .. b.Spans]);

    /// <summary>CPU seconds of the services whose names begin so.</summary>
    public double CpuSeconds(string service) => Sum("dotnet_process_cpu_time_seconds_total", service: service);

    /// <summary>Bytes that the services whose names begin so have allocated on their managed heaps.</summary>
    public double AllocatedBytes(string service) => Sum("dotnet_gc_heap_total_allocated_bytes_total", service: service);

    /// <summary>Seconds that those services were stopped for garbage collection.</summary>
    public double PauseSeconds(string service) => Sum("dotnet_gc_pause_time_seconds_total", service: service);

    /// <summary>Resident bytes of a service at the end.</summary>
    public double ResidentBytes(string service) => Spans[^1].After.Services[service]["dotnet_process_memory_working_set_bytes"];

    private double Sum(string counter, string label = "", string service = "") => Spans.Sum(span => span.After.Services
        .Where(entry => entry.Key.StartsWith(service, StringComparison.Ordinal))
        .Sum(entry => entry.Value[counter, label] - span.Before.Services[entry.Key][counter, label]));
}
