using Grpc.Core;
using Polly.Timeout;
using SpecMesh.DraftService.Relay;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>The <c>specmesh.v1.Draft</c> service.</summary>
internal sealed class DraftGrpcService(GenerationRelay relay, DrainState drain) : Draft.DraftBase
{
    public override async Task Generate(
        Generation request, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context)
    {
        var cancelled = context.CancellationToken;
        using var lease = drain.Enter();
        try
        {
            await relay.RunAsync(request, response => responseStream.WriteAsync(response, cancelled), cancelled);
        }
        catch (Exception e) when (cancelled.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller has gone.", e));
        }
        catch (Exception e) when (e is NoPeerException or TimeoutRejectedException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Message, e));
        }
    }
}
