using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>What ggml, the lower half of llama.cpp, can compute on.</summary>
/// <param name="CpuVariant">
/// The instruction sets that the CPU backend in use was built for, and a hash of the library, e.g. <c>AVX2 F16C FMA #1f0c2a3b</c>: two
/// compilers make code of different speed, and of different rounding.
/// </param>
/// <param name="Gpus">Devices other than the CPU, in llama.cpp's order, e.g. <c>CUDA0 NVIDIA H100</c>.</param>
internal sealed record LlamaDevices(string CpuVariant, IReadOnlyList<string> Gpus)
{
    /// <summary>Asks the libraries, whose functions for this are the same in all versions.</summary>
    /// <param name="ggml">Handle of the ggml library.</param>
    /// <param name="ggmlBase">Handle of the ggml-base library.</param>
    /// <exception cref="EntryPointNotFoundException">It lacks one of the functions.</exception>
    public static unsafe LlamaDevices Read(nint ggml, nint ggmlBase)
    {
        var count = (delegate* unmanaged[Cdecl]<nuint>)NativeLibrary.GetExport(ggml, "ggml_backend_dev_count");
        var get = (delegate* unmanaged[Cdecl]<nuint, nint>)NativeLibrary.GetExport(ggml, "ggml_backend_dev_get");
        var type = (delegate* unmanaged[Cdecl]<nint, DeviceType>)NativeLibrary.GetExport(ggmlBase, "ggml_backend_dev_type");
        var name = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(ggmlBase, "ggml_backend_dev_name");
        var description = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(ggmlBase, "ggml_backend_dev_description");

        var variant = "";
        var gpus = new List<string>();
        for (nuint index = 0; index < count(); index++)
        {
            var device = get(index);
            switch (type(device))
            {
                case DeviceType.Cpu:
                    variant = $"{ReadFeatures(ggmlBase, device)} #{HashOfCpuLibrary()}";
                    break;
                case DeviceType.Gpu or DeviceType.IntegratedGpu:
                    gpus.Add($"{Text(name(device))} {Text(description(device))}");
                    break;
            }
        }

        return new LlamaDevices(variant, gpus);
    }

    private static unsafe string ReadFeatures(nint ggmlBase, nint device)
    {
        var backend = (delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(ggmlBase, "ggml_backend_dev_backend_reg");
        var function = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)NativeLibrary.GetExport(ggmlBase, "ggml_backend_reg_get_proc_address");
        delegate* unmanaged[Cdecl]<nint, Feature*> features;
        fixed (byte* name = "ggml_backend_get_features\0"u8)
            features = (delegate* unmanaged[Cdecl]<nint, Feature*>)function(backend(device), name);
        if (features is null)
            return "";
        var names = new List<string>();
        for (var feature = features(backend(device)); feature->Name is not null; feature++)
            names.Add(Text(feature->Name));
        return string.Join(' ', names);
    }

    private static string HashOfCpuLibrary()
    {
        using var process = Process.GetCurrentProcess();
        var library = process.Modules.Cast<ProcessModule>().FirstOrDefault(static module => module.ModuleName.Contains("ggml-cpu", StringComparison.Ordinal));
        return library is null ? "unknown" : XxHash32.HashToUInt32(File.ReadAllBytes(library.FileName)).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static unsafe string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary><c>ggml_backend_dev_type</c>.</summary>
    private enum DeviceType
    {
        Cpu = 0,
        Gpu = 1,
        IntegratedGpu = 2,
    }

    /// <summary><c>ggml_backend_feature</c>: two zero-terminated strings; a null name ends a list.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Feature
    {
        public byte* Name;
        public byte* Value;
    }
}
