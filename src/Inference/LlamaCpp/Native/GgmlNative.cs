using System.Runtime.InteropServices;

namespace SpecMesh.Inference.LlamaCpp.Native;

/// <summary>The part of ggml that is needed: loading the backends and naming the devices they bring.</summary>
internal static unsafe partial class GgmlNative
{
    [LibraryImport(NativeLibraries.Ggml, EntryPoint = "ggml_backend_load_all_from_path", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void LoadBackends(string directory);

    [LibraryImport(NativeLibraries.Ggml, EntryPoint = "ggml_backend_dev_count")]
    public static partial nuint DeviceCount();

    [LibraryImport(NativeLibraries.Ggml, EntryPoint = "ggml_backend_dev_get")]
    public static partial nint Device(nuint index);

    [LibraryImport(NativeLibraries.GgmlBase, EntryPoint = "ggml_backend_dev_type")]
    public static partial DeviceType DeviceType(nint device);

    [LibraryImport(NativeLibraries.GgmlBase, EntryPoint = "ggml_backend_dev_name")]
    public static partial byte* DeviceName(nint device);

    [LibraryImport(NativeLibraries.GgmlBase, EntryPoint = "ggml_backend_dev_description")]
    public static partial byte* DeviceDescription(nint device);

    [LibraryImport(NativeLibraries.GgmlBase, EntryPoint = "ggml_backend_dev_backend_reg")]
    public static partial nint DeviceBackend(nint device);

    [LibraryImport(NativeLibraries.GgmlBase, EntryPoint = "ggml_backend_reg_get_proc_address", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint BackendProcedure(nint backend, string name);
}

/// <summary><c>ggml_backend_dev_type</c>.</summary>
internal enum DeviceType
{
    Cpu = 0,
    Gpu = 1,
    IntegratedGpu = 2,
    Accelerator = 3,
}

/// <summary><c>ggml_backend_feature</c>: two zero-terminated strings; a null name ends a list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BackendFeature
{
    public byte* Name;
    public byte* Value;
}
