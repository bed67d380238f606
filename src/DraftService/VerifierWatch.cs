using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.DraftService;

/// <summary>Keeps up to date for which models this draft can work, and says so when a verifier's vocabulary does not fit.</summary>
internal sealed partial class VerifierWatch(
    [FromKeyedServices(NodeRole.Verifier)] PeerSet verifiers, NodeStatus status, ILogger<VerifierWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await status.Loaded.WaitAsync(stoppingToken);
            var own = status.Info!;
            var before = new VerifierFit([], []);
            while (true)
            {
                var snapshot = verifiers.Current;
                var fit = VerifierFit.Of(snapshot.Ready, own.Vocabulary);
                status.PublishModels(fit.Models);
                if (fit != before && fit.Misfits.Count > 0)
                    Tell(fit, own.Model);
                before = fit;
                await snapshot.Superseded.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Tell(VerifierFit fit, string draft)
    {
        if (fit.Models.Count > 0)
        {
            Log.Partial(logger, draft, string.Join(", ", fit.Models), fit.DescribeMisfits());
            return;
        }

        foreach (var misfit in fit.Misfits)
            Log.Misfit(logger, misfit.Verifier, misfit.Model, draft, misfit.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error,
            "Verifier {Verifier} serves {Target}, whose vocabulary differs from that of {Draft}: {Reason}. This draft cannot work for it. "
            + "Set Model:Path of the draft to a model of the same family.")]
        public static partial void Misfit(ILogger logger, string verifier, string target, string draft, string reason);

        [LoggerMessage(LogLevel.Information, "{Draft} works for {Models}. It does not for other models, whose vocabulary differs: {Misfits}.")]
        public static partial void Partial(ILogger logger, string draft, string models, string misfits);
    }
}
