using System.Diagnostics;
using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Spans that outlive the method which starts them. All of it is for null what it is for a span that nobody records: nothing, at no cost.
/// </summary>
/// <remarks>
/// <see cref="Activity.Current"/> follows the flow of calls. A generation's span does not: streams of one request run side by side, and an engine
/// thread serves all. So these spans are given their parents, and leave the current one as it is.
/// </remarks>
public static class Spans
{
    private const string CallSource = "SpecMesh.Calls";

    private static readonly ActivitySource Calls = new(CallSource);

    /// <summary>Starts a span without making it the current one.</summary>
    /// <returns>Null if nobody would read it.</returns>
    public static Activity? Begin(
        this ActivitySource source, string name, ActivityContext parent, ActivityKind kind = ActivityKind.Internal, DateTimeOffset startTime = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var current = Activity.Current;
        var span = source.StartActivity(name, kind, parent, startTime: startTime);
        if (span is null)
            return null;
        Activity.Current = current;
        if (span.IsAllDataRequested)
            return span;
        // One that only hands its parent's decision on, which the parent does itself.
        span.End();
        return null;
    }

    /// <summary>
    /// Starts the span of a call to a peer, below the current one. It becomes the current one, until the calling method returns: the call is to be
    /// made in there, and takes it along.
    /// </summary>
    public static Activity? BeginCall(Peer peer, string service, string method)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (!Calls.HasListeners() || Calls.Begin($"{service}/{method}", Activity.Current?.Context ?? default, ActivityKind.Client) is not { } span)
            return null;
        span.SetTag("rpc.system", "grpc").SetTag("rpc.service", service).SetTag("rpc.method", method);
        span.SetTag("server.address", peer.Address.Host).SetTag("server.port", peer.Address.Port).SetTag("specmesh.node", peer.Name);
        Activity.Current = span;
        return span;
    }

    /// <summary>Notes that what the span stands for failed. The first failure counts.</summary>
    public static void Fail(this Activity? span, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (span is null or { Status: ActivityStatusCode.Error })
            return;
        span.SetStatus(ActivityStatusCode.Error, failure is RpcException rpc ? rpc.Status.Detail : failure.Message);
        span.SetTag("error.type", ErrorType(failure));
    }

    /// <summary>Ends the span now. Once more does nothing.</summary>
    public static void End(this Activity? span)
    {
        if (span is null or { IsStopped: true })
            return;
        var current = Activity.Current;
        span.Stop();
        // Stopping brings back what was current when it was started.
        Activity.Current = current is { IsStopped: true } ? null : current;
    }

    /// <summary>The kind of a failure, as metrics and spans name it: one of few.</summary>
    public static string ErrorType(Exception failure) => failure switch
    {
        RpcException rpc => rpc.StatusCode.ToString(),
        null => throw new ArgumentNullException(nameof(failure)),
        _ => failure.GetType().Name,
    };
}
