using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace SpecMesh.Gateway.Limits;

/// <summary>Whether a request was let in; while it runs, its place among those that may run at the same time.</summary>
internal sealed class CallLease : RateLimitLease
{
    /// <summary>Which limit is reached, in words.</summary>
    public static readonly MetadataName<string> Limit = MetadataName.Create<string>("specmesh.limit");

    /// <summary>What it counts: <c>requests</c> or <c>tokens</c>.</summary>
    public static readonly MetadataName<string> Kind = MetadataName.Create<string>("specmesh.limit.kind");

    private readonly RateLimitLease? _place;
    private readonly Dictionary<string, object> _metadata;

    private CallLease(bool isAcquired, RateLimitLease? place, Dictionary<string, object> metadata) =>
        (IsAcquired, _place, _metadata) = (isAcquired, place, metadata);

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => _metadata.Keys;

    public static CallLease Granted(RateLimitLease? place) => new(true, place, []);

    public static CallLease Refused(string limit, string kind, TimeSpan wait) => new(
        false, null, new() { [Limit.Name] = limit, [Kind.Name] = kind, [MetadataName.RetryAfter.Name] = wait });

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata) =>
        _metadata.TryGetValue(metadataName, out metadata);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _place?.Dispose();
        base.Dispose(disposing);
    }
}
