using Microsoft.Extensions.Logging;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;
using SpecMesh.Speculation.Vocabularies;

namespace SpecMesh.Inference.LlamaCpp;

/// <summary>Loads a GGUF model into an engine. Each engine's project has one of these, named <c>LlamaModelLoader</c>.</summary>
public abstract partial class ModelLoader
{
    private readonly ILlamaBinding _binding;
    private readonly ILogger _logger;
    private readonly IMeasurements? _measurements;
    private readonly TimeProvider _time;

    /// <param name="binding">How llama.cpp is called.</param>
    /// <param name="logger">Gets llama.cpp's log too. That log is one per process, so it goes to the loader made last.</param>
    /// <param name="measurements">
    /// Where it is kept which flash attention and KV layout are fastest for a model on this device. With it, what the settings leave open is tried
    /// at the first load, which takes seconds, and with a very slow model as long as some of its passes. Null, or if nothing is kept: nothing is tried.
    /// </param>
    /// <param name="time">The clock for that; null: the system's.</param>
    private protected ModelLoader(ILlamaBinding binding, ILogger logger, IMeasurements? measurements, TimeProvider? time)
    {
        _binding = binding;
        _logger = logger;
        _measurements = measurements;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Loads the model on a worker thread.</summary>
    /// <param name="options">Which model, and how.</param>
    /// <param name="progress">Gets the share that is loaded, 0 to 1, never falling; 1 once the engine is ready.</param>
    /// <param name="cancellationToken">Stops the load within one tensor.</param>
    /// <exception cref="EngineException">The options, the libraries or the file are unusable; the message says which and why.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled.</exception>
    public Task<LlamaEngine> LoadAsync(LlamaOptions options, IProgress<float>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Factory.StartNew(
            () => Load(options, progress, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
    }

    /// <summary>Reads a model's vocabulary fingerprint without loading its weights.</summary>
    /// <exception cref="EngineException">As for <see cref="LoadAsync"/>.</exception>
    public VocabularyFingerprint ReadFingerprint(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelFile.Check(path);
        NativeLog.SendTo(_logger);
        var runtime = _binding.Load(directory: null);
        using var model = ModelLoading.LoadVocabulary(_binding, path, runtime);
        return LlamaVocabulary.Create(model).Fingerprint;
    }

    private LlamaEngine Load(LlamaOptions options, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var problems = string.Join(" ", LlamaOptionsValidator.Problems(options));
        if (problems.Length > 0)
            throw new EngineException(problems);
        ModelFile.Check(options.Path);

        NativeLog.SendTo(_logger);
        var runtime = _binding.Load(options.NativesDirectory);
        var standard = EnginePlan.Create(options, runtime.Devices.Gpus.Count > 0);
        Log.Loading(_logger, options.Path, runtime.Engine, runtime.Directory);

        var model = LlamaModel.Load(_binding, options, standard, runtime, progress, cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var plan = Choose(model, standard, cancellationToken);
            var engine = LlamaEngine.Create(model, plan, ownsModel: true);
            progress?.Report(1);
            Log.Loaded(_logger, engine.Facts.ModelName, engine.Facts.ModelDescription, engine.Facts.Device, plan.Exact, plan.Attention);
            return engine;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The fastest plan of those that the settings leave open, measured once for each model, device and configuration.</summary>
    private EnginePlan Choose(LlamaModel model, EnginePlan standard, CancellationToken cancellationToken)
    {
        var candidates = standard.Candidates(model.Options, anyLayout: !model.ReadsCacheSize);
        if (candidates.Count == 1 || _measurements is not { Keeps: true })
            return standard;

        var open = string.Join(", ", candidates.Select(static plan => plan.Attention));
        var subject = $"{LlamaFacts.Of(model, standard).SpeedSubject}; one of {open}";
        var kept = _measurements.Load<LayoutChoice>(LayoutChoice.Kind, subject);
        if (candidates.FirstOrDefault(plan => LayoutChoice.Of(plan) == kept) is { } known)
            return known;

        var trial = new LayoutTrial(plan => LlamaEngine.Create(model, plan, ownsModel: false), _time, _logger);
        if (trial.Run(candidates, cancellationToken) is not { } chosen)
            return standard;
        _measurements.Save(LayoutChoice.Kind, subject, LayoutChoice.Of(chosen));
        return chosen;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Loading {Path} with {Engine} from {Directory}")]
        public static partial void Loading(ILogger logger, string path, string engine, string directory);

        [LoggerMessage(LogLevel.Information, "Loaded {Model} ({Description}) on {Device}, exact: {Exact}, {Attention}")]
        public static partial void Loaded(ILogger logger, string model, string description, string device, bool exact, string attention);
    }
}
