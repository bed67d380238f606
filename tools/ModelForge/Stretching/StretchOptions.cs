using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>What a model is to be stretched to. Null keeps what it has.</summary>
/// <param name="Width">Numbers per position (embedding length).</param>
/// <param name="Depth">Number of layers.</param>
/// <param name="Ffn">Rows of the feed-forward part.</param>
/// <param name="Type">How matrices are stored.</param>
/// <param name="Seed">Chooses the added weights that have no effect.</param>
internal sealed record StretchOptions(int? Width = null, int? Depth = null, int? Ffn = null, TensorType? Type = null, int Seed = 1);
