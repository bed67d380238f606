namespace SpecMesh.Inference.Engine;

/// <summary>What an engine has loaded and what it can take. Immutable.</summary>
/// <param name="Engine">Engine and version, e.g. <c>llama.cpp 0.5.0</c>.</param>
/// <param name="Device">Where the model runs, e.g. <c>CPU</c> or <c>CUDA0 NVIDIA H100</c>.</param>
/// <param name="CpuVariant">
/// The instruction-set family in use. F16 and F32 results are bit-identical only among equal variants.
/// </param>
/// <param name="ModelName">The model's own name (GGUF <c>general.name</c>), or its file name.</param>
/// <param name="ModelDescription">Architecture, size and weight type, e.g. <c>llama 5M F16</c>.</param>
/// <param name="ParameterCount">Number of weights.</param>
/// <param name="ModelBytes">Size of the weights in bytes.</param>
/// <param name="TrainedContext">Context length, in tokens, that the model was trained for.</param>
/// <param name="ContextPerSequence">Positions that one sequence can hold.</param>
/// <param name="MaxSequences">Number of independent sequences.</param>
/// <param name="MaxBatchRows">Most rows in one pass.</param>
/// <param name="MinRowsPerSequence">
/// Fewest rows that a sequence may bring to a pass, and of which logits must be wanted if any are, for logits that are independent of the
/// batch: 2 on the exact CPU setting, else 1.
/// </param>
/// <param name="EqualRows">Whether all sequences of a pass must bring the same number of rows, for the same reason.</param>
/// <param name="Configuration">Everything else that its speed depends on, e.g. threads and attention settings.</param>
public sealed record EngineFacts(
    string Engine,
    string Device,
    string CpuVariant,
    string ModelName,
    string ModelDescription,
    long ParameterCount,
    long ModelBytes,
    int TrainedContext,
    int ContextPerSequence,
    int MaxSequences,
    int MaxBatchRows,
    int MinRowsPerSequence,
    bool EqualRows,
    string Configuration = "")
{
    /// <summary>All that its speed depends on, as one text: what measurements of speed are kept under, see <see cref="IMeasurements"/>.</summary>
    public string SpeedSubject =>
        string.Join("; ", Engine, Device, CpuVariant, ModelName, ModelDescription, $"{ModelBytes} bytes", Configuration);
}
