namespace SpecMesh.Inference.LlamaCpp;

/// <summary>A switch that can be left to the program.</summary>
public enum Toggle
{
    /// <summary>The program decides.</summary>
    Auto,

    /// <summary>On.</summary>
    On,

    /// <summary>Off.</summary>
    Off,
}
