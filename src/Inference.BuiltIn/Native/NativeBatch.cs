using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary><c>llama_batch</c>: pointers to one entry per row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BatchView
{
    public int Count;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public byte* WantLogits;
}

/// <summary>Native memory for the rows of a pass, allocated once. Each row belongs to one sequence.</summary>
internal sealed unsafe class NativeBatch : IDisposable
{
    private readonly int _capacity;
    private readonly int* _tokens;
    private readonly int* _positions;
    private readonly int* _sequences;
    private readonly int* _counts;
    private readonly int** _sequencePointers;
    private readonly byte* _wantLogits;
    private bool _disposed;

    public NativeBatch(int capacity)
    {
        _capacity = capacity;
        _tokens = Allocate<int>(capacity);
        _positions = Allocate<int>(capacity);
        _sequences = Allocate<int>(capacity);
        _counts = Allocate<int>(capacity);
        _wantLogits = Allocate<byte>(capacity);
        _sequencePointers = (int**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(int*));
        for (var row = 0; row < capacity; row++)
        {
            _counts[row] = 1;
            _sequencePointers[row] = _sequences + row;
        }
    }

    ~NativeBatch() => Free();

    /// <summary>Copies the rows in and returns what <c>llama_decode</c> takes.</summary>
    public BatchView Fill(DecodeBatch batch)
    {
        batch.Tokens.CopyTo(new Span<int>(_tokens, _capacity));
        batch.Positions.CopyTo(new Span<int>(_positions, _capacity));
        batch.Sequences.CopyTo(new Span<int>(_sequences, _capacity));
        MemoryMarshal.AsBytes(batch.WantLogits).CopyTo(new Span<byte>(_wantLogits, _capacity));
        return new BatchView
        {
            Count = batch.Count,
            Tokens = _tokens,
            Positions = _positions,
            SequenceCounts = _counts,
            Sequences = _sequencePointers,
            WantLogits = _wantLogits,
        };
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static T* Allocate<T>(int count)
        where T : unmanaged => (T*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(T));

    private void Free()
    {
        if (_disposed)
            return;
        _disposed = true;
        NativeMemory.Free(_tokens);
        NativeMemory.Free(_positions);
        NativeMemory.Free(_sequences);
        NativeMemory.Free(_counts);
        NativeMemory.Free(_wantLogits);
        NativeMemory.Free(_sequencePointers);
    }
}
