using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpecMesh.Inference.BuiltIn.Native;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.BuiltIn;

/// <summary>llama.cpp's C interface, called as it is.</summary>
internal sealed unsafe class NativeBinding : ILlamaBinding
{
    public int MaxDevices => (int)LlamaNative.MaxDevices();

    public LlamaRuntime Load(string? directory) => NativeRuntime.Load(directory);

    public IModelHandle? LoadModel(LlamaOptions options, bool onCpu, Func<float, bool> onProgress)
    {
        var parameters = LlamaNative.ModelDefaultParams();
        parameters.GpuLayers = onCpu ? 0 : options.GpuLayers;
        parameters.SplitMode = (int)options.SplitMode;
        parameters.MainGpu = options.MainGpu;
        parameters.LoadMode = (options.Mmap ? LoadMode.Mmap : 0) | (options.Mlock ? LoadMode.Mlock : 0);

        // An empty list keeps llama.cpp from using a GPU for anything; null would let it use all of them.
        nint noDevice = 0;
        if (onCpu)
            parameters.Devices = &noDevice;

        // llama.cpp reads one share for each GPU that there could be.
        Span<float> split = stackalloc float[MaxDevices];
        split.Clear();
        options.TensorSplit.CopyTo(split);

        var report = GCHandle.Alloc(onProgress);
        try
        {
            fixed (float* shares = split)
            {
                parameters.TensorSplit = options.TensorSplit.Length > 0 ? shares : null;
                parameters.ProgressCallback = &OnProgress;
                parameters.ProgressUserData = (void*)GCHandle.ToIntPtr(report);
                return NativeModel.Of(LlamaNative.ModelLoadFromFile(options.Path, parameters));
            }
        }
        finally
        {
            report.Free();
        }
    }

    public IModelHandle? LoadVocabulary(string path)
    {
        var parameters = LlamaNative.ModelDefaultParams();
        nint noDevice = 0;
        parameters.Devices = &noDevice;
        parameters.VocabularyOnly = 1;
        return NativeModel.Of(LlamaNative.ModelLoadFromFile(path, parameters));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float share, void* userData)
    {
        var report = (Func<float, bool>)GCHandle.FromIntPtr((nint)userData).Target!;
        return report(share) ? (byte)1 : (byte)0;
    }
}
