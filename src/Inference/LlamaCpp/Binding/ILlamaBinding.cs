using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>How llama.cpp is called. One is built in, another goes through LLamaSharp; a build has one of them.</summary>
/// <remarks>
/// A binding passes calls on and nothing else. What is allowed, how long sequences are and what an error says is decided on this side, once for all.
/// </remarks>
internal interface ILlamaBinding
{
    /// <summary>Most GPUs that a model can be spread over.</summary>
    int MaxDevices { get; }

    /// <summary>Loads llama.cpp into the process, before anything else is called. Later calls give the same.</summary>
    /// <param name="directory">Where its libraries are; null or empty: where the build has put them.</param>
    /// <exception cref="EngineException">There is no usable llama.cpp, or one from another directory is loaded already.</exception>
    LlamaRuntime Load(string? directory);

    /// <summary>Loads a model with its weights.</summary>
    /// <param name="options">Which model, and how. They are valid.</param>
    /// <param name="onCpu">Whether no GPU may be used for anything.</param>
    /// <param name="onProgress">Gets the share that is loaded, and says whether to go on. It does not throw.</param>
    /// <returns>Null if it could not be loaded: <see cref="NativeLog"/> has the reason.</returns>
    IModelHandle? LoadModel(LlamaOptions options, bool onCpu, Func<float, bool> onProgress);

    /// <summary>Loads a model's vocabulary and nothing else.</summary>
    /// <returns>As for <see cref="LoadModel"/>.</returns>
    IModelHandle? LoadVocabulary(string path);
}
