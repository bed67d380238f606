using System.Runtime.InteropServices;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary><c>llama_model_params</c> of the layout that <see cref="NativeLayout"/> checks. Only the fields that are set here have a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct ModelParams
{
    [FieldOffset(0)] public nint* Devices;
    [FieldOffset(16)] public int GpuLayers;
    [FieldOffset(20)] public int SplitMode;
    [FieldOffset(28)] public LoadMode LoadMode;
    [FieldOffset(32)] public int MainGpu;
    [FieldOffset(40)] public float* TensorSplit;
    [FieldOffset(48)] public delegate* unmanaged[Cdecl]<float, void*, byte> ProgressCallback;
    [FieldOffset(56)] public void* ProgressUserData;
    [FieldOffset(72)] public byte VocabularyOnly;
}

/// <summary><c>llama_load_mode</c>: how weights come into memory.</summary>
[Flags]
internal enum LoadMode
{
    Read = 0,
    Mmap = 1,
    Mlock = 2,
}
