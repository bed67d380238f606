using System.Runtime.InteropServices;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary><c>llama_context_params</c> of the layout that <see cref="NativeLayout"/> checks. Only the fields that are set here have a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct ContextParams
{
    [FieldOffset(0)] public uint ContextSize;
    [FieldOffset(4)] public uint BatchRows;
    [FieldOffset(8)] public uint MicroBatchRows;
    [FieldOffset(12)] public uint MaxSequences;
    [FieldOffset(28)] public int Threads;
    [FieldOffset(32)] public int BatchThreads;
    [FieldOffset(52)] public int FlashAttention;
    [FieldOffset(104)] public int KeyType;
    [FieldOffset(108)] public int ValueType;
    [FieldOffset(129)] public byte OffloadKv;
    [FieldOffset(131)] public byte OffloadOperations;
    [FieldOffset(133)] public byte UnifiedKv;
}
