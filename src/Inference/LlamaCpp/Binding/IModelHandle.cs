using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>A <c>llama_model</c>. Its contexts keep it alive.</summary>
internal interface IModelHandle : IDisposable
{
    /// <summary>Positions that it was trained for.</summary>
    int TrainedContext { get; }

    /// <summary>Number of weights.</summary>
    long ParameterCount { get; }

    /// <summary>Size of the weights in bytes.</summary>
    long Bytes { get; }

    /// <summary>Number format of most weights, e.g. <c>F16</c>.</summary>
    string WeightType { get; }

    /// <summary>Whether it reads a text that it does not go on with.</summary>
    bool HasEncoder { get; }

    /// <summary>Whether it goes on with a text.</summary>
    bool HasDecoder { get; }

    /// <summary>Whether layers of it, all or some, keep a state that cannot be cut back.</summary>
    bool IsRecurrent { get; }

    /// <summary>Whether it makes texts in another way than token by token.</summary>
    bool IsDiffusion { get; }

    /// <summary>Its vocabulary. Usable as long as the model lives; tokenising then throws <see cref="ObjectDisposedException"/>.</summary>
    IVocabularyHandle Vocabulary { get; }

    /// <summary>Its chat template; null if it has none.</summary>
    string? ChatTemplate { get; }

    /// <summary>An entry of the file's metadata as text; empty if there is none.</summary>
    string Metadata(string key);

    /// <summary>The prompt for the assistant's next turn.</summary>
    /// <returns>Null if llama.cpp does not know the template.</returns>
    string? Render(string template, IReadOnlyList<ChatTurn> turns);

    /// <summary>Makes a context.</summary>
    /// <param name="options">What the model was loaded with.</param>
    /// <param name="plan">How to run it.</param>
    /// <param name="perSequence">Positions of each sequence.</param>
    /// <returns>Null if it could not be made: <see cref="NativeLog"/> has the reason.</returns>
    IContextHandle? CreateContext(LlamaOptions options, EnginePlan plan, int perSequence);
}
