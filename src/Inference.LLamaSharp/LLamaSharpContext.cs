using LLama.Exceptions;
using LLama.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>LLamaSharp's handle of a context.</summary>
/// <remarks>LLamaSharp decodes under a lock that all contexts of a process share: have one in a process that must be fast.</remarks>
internal sealed class LLamaSharpContext(SafeLLamaContextHandle context, bool unifiedKv) : IContextHandle
{
    private readonly LLamaBatch _batch = new();

    // llama.cpp's own figure is not to be had; a cache of its own for each sequence is an equal share.
    public int PositionsPerSequence => (int)(unifiedKv ? context.ContextSize : context.ContextSize / context.MaxSeq);

    public int BatchRows => (int)context.BatchSize;

    public int Decode(DecodeBatch batch)
    {
        _batch.Clear();
        for (var row = 0; row < batch.Count; row++)
            _batch.Add(batch.Tokens[row], batch.Positions[row], (LLamaSeqId)batch.Sequences[row], batch.WantLogits[row]);
        return (int)context.Decode(_batch);
    }

    public ReadOnlySpan<float> Logits(int row)
    {
        try
        {
            return context.GetLogitsIth(row);
        }
        catch (GetLogitsInvalidIndexException)
        {
            return [];
        }
    }

    public bool Remove(int sequence, int fromPosition)
    {
        // LLamaSharp does not say whether it could be done.
        context.MemorySequenceRemove((LLamaSeqId)sequence, fromPosition, -1);
        return LastPosition(sequence) < fromPosition;
    }

    public void Copy(int source, int destination) => context.MemorySequenceCopy((LLamaSeqId)source, (LLamaSeqId)destination, -1, -1);

    public int LastPosition(int sequence) => (int)context.MemorySequenceMaxPosition((LLamaSeqId)sequence);

    public void Dispose() => context.Dispose();
}
