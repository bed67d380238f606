using SpecMesh.Inference.BuiltIn.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.BuiltIn;

/// <summary>A <c>llama_context</c> with its memory, and room for the rows of a pass.</summary>
internal sealed unsafe class NativeContext : IContextHandle
{
    private readonly ContextHandle _context;
    private readonly nint _memory;
    private readonly int _vocabularySize;
    private readonly NativeBatch _batch;

    public NativeContext(ContextHandle context, int vocabularySize)
    {
        _context = context;
        _memory = LlamaNative.GetMemory(context);
        _vocabularySize = vocabularySize;
        BatchRows = (int)LlamaNative.BatchRows(context);
        _batch = new NativeBatch(BatchRows);
    }

    public int PositionsPerSequence => (int)LlamaNative.ContextPerSequence(_context);

    public int BatchRows { get; }

    public int Decode(DecodeBatch batch) => LlamaNative.Decode(_context, _batch.Fill(batch));

    public ReadOnlySpan<float> Logits(int row)
    {
        var logits = LlamaNative.GetLogits(_context, row);
        return logits is null ? [] : new ReadOnlySpan<float>(logits, _vocabularySize);
    }

    public bool Remove(int sequence, int fromPosition) => LlamaNative.MemoryRemove(_memory, sequence, fromPosition, -1);

    public void Copy(int source, int destination) => LlamaNative.MemoryCopy(_memory, source, destination, -1, -1);

    public int LastPosition(int sequence) => LlamaNative.MemoryLastPosition(_memory, sequence);

    public void Dispose()
    {
        _context.Dispose();
        _batch.Dispose();
    }
}
