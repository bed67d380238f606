using Grpc.Core;
using SpecMesh.ServiceDefaults.Membership;

namespace SpecMesh.Testing.Nodes;

/// <summary>A verify stream as a draft, or a gateway without one, holds it.</summary>
internal sealed class VerifyCall : IDisposable
{
    private readonly AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> _call;
    private readonly CancellationToken _cancelled;

    private VerifyCall(AsyncDuplexStreamingCall<VerifyRequest, VerifyResponse> call, CancellationToken cancelled)
    {
        _call = call;
        _cancelled = cancelled;
    }

    public Opened Opened { get; private set; } = null!;

    /// <summary>Begins a call without a word.</summary>
    public static VerifyCall Begin(ChannelBase channel, CancellationToken cancelled) =>
        new(new Verifier.VerifierClient(channel).Verify(cancellationToken: cancelled), cancelled);

    /// <summary>Begins a call, sends the generation, and waits until the verifier has taken it.</summary>
    public static async Task<VerifyCall> OpenAsync(
        ChannelBase channel, Generation generation, Vocabulary? draftVocabulary, CancellationToken cancelled)
    {
        var call = Begin(channel, cancelled);
        try
        {
            await call.TrySendAsync(new VerifyRequest { Open = new VerifyOpen { Generation = generation, DraftVocabulary = draftVocabulary } });
            call.Opened = (await call.NextAsync())?.Opened ?? throw new InvalidOperationException("The first answer was not `opened`.");
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>A whole generation without a draft.</summary>
    public static async Task<Answer> RunAsync(ChannelBase channel, Generation generation, CancellationToken cancelled)
    {
        using var call = await OpenAsync(channel, generation, null, cancelled);
        await call.CompleteAsync();
        return (await call.ReadToEndAsync()).Check(generation.Resume.Count);
    }

    public Task SendAsync(VerifyRequest request) => _call.RequestStream.WriteAsync(request, _cancelled);

    public Task SendAsync(DraftBlock block) => SendAsync(new VerifyRequest { Block = block });

    public Task<bool> TrySendAsync(DraftBlock block) => TrySendAsync(new VerifyRequest { Block = block });

    /// <summary>Sends what the verifier may have no ear for any more: why, it says when it is read from.</summary>
    public Task<bool> TrySendAsync(VerifyRequest request) => _call.RequestStream.TryWriteAsync(request, _cancelled);

    public Task CompleteAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>The next answer; null after the last.</summary>
    public async Task<VerifyResponse?> NextAsync() =>
        await _call.ResponseStream.MoveNext(_cancelled) ? _call.ResponseStream.Current : null;

    public async Task<Answer> ReadToEndAsync()
    {
        var verdicts = new List<Verdict>();
        while (await NextAsync() is { } response)
            verdicts.Add(response.Verdict);
        return new Answer(Opened, verdicts);
    }

    public void Dispose() => _call.Dispose();
}
