using Grpc.Core;
using Polly.Timeout;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.Gateway.Api.Errors;

/// <summary>Says in OpenAI's terms why a generation failed.</summary>
internal static class FailureTranslation
{
    /// <param name="failure">What a generation threw.</param>
    /// <param name="model">The model that was asked for.</param>
    public static ApiException ToApi(Exception failure, string model) => failure switch
    {
        ApiException api => api,
        RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.Aborted } rpc => ApiErrors.Rejected(rpc.Status.Detail),
        RpcException { StatusCode: StatusCode.OutOfRange } rpc => ApiErrors.TooLong(rpc.Status.Detail),
        RpcException { StatusCode: StatusCode.NotFound } => ApiErrors.ModelNotFound(model),
        RpcException { StatusCode: StatusCode.ResourceExhausted } => ApiErrors.Busy(model, failure),
        NoPeerException => ApiErrors.NoVerifier(model, failure),
        RpcException or TimeoutRejectedException => ApiErrors.NodesFailed(failure),
        _ => ApiErrors.Internal(failure),
    };
}
