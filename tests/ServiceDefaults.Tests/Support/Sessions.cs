using Grpc.Core;
using SpecMesh.ServiceDefaults.Drain;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Tests.Support;

/// <summary>A draft whose generations last until the test lets them end.</summary>
internal sealed class HeldDraft(DrainState drain, Gate gate) : Draft.DraftBase
{
    public override async Task Generate(Generation request, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context)
    {
        using var session = drain.Enter();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Ended);
        await responseStream.WriteAsync(new GenerateResponse { Opened = new Opened() }, context.CancellationToken);
        try
        {
            await gate.Opened.WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (drain.Ended.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The node shuts down."));
        }

        await responseStream.WriteAsync(
            new GenerateResponse { Verdict = new Verdict { Finish = FinishReason.Stop } }, context.CancellationToken);
    }
}

/// <summary>What held sessions wait for.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();
}
