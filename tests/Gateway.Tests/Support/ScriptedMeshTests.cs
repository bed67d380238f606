using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>Tests of a gateway in front of one scripted verifier, and of one scripted draft if they want it; all new for each test.</summary>
/// <param name="drafted">Whether there is a draft.</param>
/// <param name="settings">Settings of the gateway.</param>
public abstract class ScriptedMeshTests(bool drafted = false, params (string Key, string Value)[] settings) : IAsyncLifetime
{
    private ScriptedNode? _draft;

    private protected ScriptedNode Verifier { get; private set; } = null!;

    private protected ScriptedNode Draft => _draft!;

    private protected TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "verifier-1");
        if (drafted)
            _draft = await ScriptedNode.StartAsync(NodeRole.Draft, "draft-1");
        Gateway = await TestGateway.StartAsync(_draft is null ? [Verifier] : [Verifier, _draft], settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        if (_draft is not null)
            await _draft.DisposeAsync();
        await Verifier.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
