using Microsoft.Extensions.Logging;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>Loads models through LLamaSharp.</summary>
/// <param name="logger">As for every <see cref="ModelLoader"/>.</param>
/// <param name="measurements">As for every <see cref="ModelLoader"/>.</param>
/// <param name="time">As for every <see cref="ModelLoader"/>.</param>
public sealed class LlamaModelLoader(ILogger<LlamaModelLoader> logger, IMeasurements? measurements = null, TimeProvider? time = null)
    : ModelLoader(new LLamaSharpBinding(), logger, measurements, time);
