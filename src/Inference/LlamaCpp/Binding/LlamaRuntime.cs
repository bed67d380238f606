namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>The llama.cpp of this process.</summary>
/// <param name="Engine">Its name and version, e.g. <c>llama.cpp 0.5.0</c>.</param>
/// <param name="Directory">Where its libraries came from.</param>
/// <param name="Devices">What it can compute on.</param>
internal sealed record LlamaRuntime(string Engine, string Directory, LlamaDevices Devices);
