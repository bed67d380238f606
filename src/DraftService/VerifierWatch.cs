using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>Keeps "this draft has a verifier to work with" up to date, and says so when a verifier's vocabulary does not fit.</summary>
internal sealed partial class VerifierWatch(
    [FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, NodeStatus status, ILogger<VerifierWatch> logger) : BackgroundService
{
    private readonly HashSet<string> _misfits = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await status.Loaded.WaitAsync(stoppingToken);
            var own = status.Info!.Vocabulary;
            while (true)
            {
                var snapshot = verifiers.Current;
                status.PublishReady(snapshot.Ready.Any(peer => Fits(peer, own)));
                await snapshot.Superseded.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private bool Fits(Peer verifier, Vocabulary own)
    {
        if (verifier.Info is not { } info)
            return false;
        if (info.Vocabulary.Fits(own))
            return true;
        if (_misfits.Add(info.Instance))
            Log.Misfit(logger, verifier.Name, info.Model, status.Info!.Model);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error,
            "Verifier {Verifier} serves {Target}, whose vocabulary differs from that of {Draft}: this draft cannot work for it. "
            + "Set Model:Path of the draft to a model of the same family.")]
        public static partial void Misfit(ILogger logger, string verifier, string target, string draft);
    }
}
