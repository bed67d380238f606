namespace SpecMesh.Inference.LlamaCpp;

/// <summary>How a model is spread over several GPUs. The values are llama.cpp's.</summary>
public enum SplitMode
{
    /// <summary>One GPU holds the whole model.</summary>
    None = 0,

    /// <summary>Each GPU holds some layers.</summary>
    Layer = 1,

    /// <summary>Each GPU holds some rows of every weight.</summary>
    Row = 2,
}
