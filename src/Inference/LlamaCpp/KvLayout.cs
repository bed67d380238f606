namespace SpecMesh.Inference.LlamaCpp;

/// <summary>How the KV cache is divided among sequences.</summary>
public enum KvLayout
{
    /// <summary>The program decides.</summary>
    Auto,

    /// <summary>A cache of its own for each sequence.</summary>
    Separate,

    /// <summary>One cache for all sequences. Sequences may then bring unequal rows to a pass at no extra cost, and attention looks at the cells of all.</summary>
    Unified,
}
