using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SpecMesh.NodeHosting;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.VerifierService.Loop;
using SpecMesh.VerifierService.Sessions;

namespace SpecMesh.VerifierService.Tests;

/// <summary>A verifier's engine loop without the service around it, which a test can talk to from within a pass.</summary>
internal sealed class TestLoop : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public TestLoop(ScriptedOptions engine, VerifierOptions options, string stateDirectory = NodeOptions.NoState) => Loop = new VerifierLoop(
        new ScriptedEngine(engine), Options.Create(options), Options.Create(new NodeOptions { Name = "verifier-1" }), new NodeStatus(),
        new VerifierMetrics(_services.GetRequiredService<IMeterFactory>()), Measurements(stateDirectory), TimeProvider.System);

    public VerifierLoop Loop { get; }

    public static MeasurementFiles Measurements(string stateDirectory) =>
        new(Options.Create(new NodeOptions { StateDirectory = stateDirectory }), NullLogger<MeasurementFiles>.Instance);

    /// <summary>A generation for this loop, of a caller that will send draft blocks.</summary>
    public OpenedGeneration Create(Generation asked)
    {
        var open = new VerifyOpen { Generation = asked, Draft = "d", DraftVocabulary = Loop.Engine.Vocabulary.Fingerprint.ToProtocol() };
        return GenerationFactory.Create(open, Loop.Engine.Facts, Loop.Engine.Vocabulary);
    }

    public void Dispose()
    {
        Loop.Dispose();
        _services.Dispose();
    }
}
