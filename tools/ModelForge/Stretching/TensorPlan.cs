using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>How one tensor of the larger model comes about.</summary>
/// <param name="Target">Its name, shape and type in the larger model.</param>
/// <param name="Source">The tensor whose rows and columns it begins with; null in an added layer.</param>
/// <param name="Scale">Factor for the numbers of the source.</param>
/// <param name="Padding">Value of the columns that the source does not have.</param>
/// <param name="Added">What rows hold that the source does not have.</param>
internal sealed record TensorPlan(GgufTensor Target, GgufTensor? Source, float Scale, float Padding, AddedRows Added);

/// <summary>What rows hold that the smaller model does not have.</summary>
internal enum AddedRows
{
    /// <summary>The value of the padding, 0 for matrices: they put nothing into the residual stream.</summary>
    Padding,

    /// <summary>Small random numbers: they are multiplied as trained ones are, and what they give is thrown away further on.</summary>
    Random,
}
