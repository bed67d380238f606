using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>Sends the current trace context (W3C <c>traceparent</c> and <c>tracestate</c>) and request id along with each call to a peer.</summary>
internal sealed class ContextCarrier : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Load(context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Load(context));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Load(context));

    private static ClientInterceptorContext<TRequest, TResponse> Load<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var trace = Activity.Current;
        var request = RequestId.Current;
        if (trace is null && request is null)
            return context;

        var headers = context.Options.Headers ?? [];
        if (request is not null)
            headers.Add(RequestId.Header, request);
        if (trace is { Id: { } id, IdFormat: ActivityIdFormat.W3C })
        {
            headers.Add("traceparent", id);
            if (trace.TraceStateString is { Length: > 0 } state)
                headers.Add("tracestate", state);
        }

        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }
}
