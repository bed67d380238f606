using Microsoft.Extensions.Logging;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.BuiltIn;

/// <summary>Loads models with the llama.cpp that SpecMesh brings along.</summary>
/// <param name="logger">As for every <see cref="ModelLoader"/>.</param>
/// <param name="measurements">As for every <see cref="ModelLoader"/>.</param>
/// <param name="time">As for every <see cref="ModelLoader"/>.</param>
public sealed class LlamaModelLoader(ILogger<LlamaModelLoader> logger, IMeasurements? measurements = null, TimeProvider? time = null)
    : ModelLoader(new NativeBinding(), logger, measurements, time);
