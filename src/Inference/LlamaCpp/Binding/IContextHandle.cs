using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>A <c>llama_context</c>. What it is called with has been checked: llama.cpp aborts the process for much that is wrong.</summary>
internal interface IContextHandle : IDisposable
{
    /// <summary>Positions that a sequence can hold.</summary>
    int PositionsPerSequence { get; }

    /// <summary>Most rows in one pass.</summary>
    int BatchRows { get; }

    /// <summary>Runs one pass.</summary>
    /// <returns>0, or llama.cpp's code for what went wrong: <see cref="NativeLog"/> has the reason.</returns>
    int Decode(DecodeBatch batch);

    /// <summary>The logits of a row of the last pass, in llama.cpp's own memory. Empty if it has none.</summary>
    ReadOnlySpan<float> Logits(int row);

    /// <summary>Forgets a sequence's positions from <paramref name="fromPosition"/> on.</summary>
    /// <returns>Whether that was possible.</returns>
    bool Remove(int sequence, int fromPosition);

    /// <summary>Copies a whole sequence over an empty one.</summary>
    void Copy(int source, int destination);

    /// <summary>A sequence's last position, or -1.</summary>
    int LastPosition(int sequence);
}
