using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Native;

/// <summary>The llama.cpp of this process: loaded, checked and initialised, once.</summary>
/// <param name="Version">What <c>llama_version()</c> says.</param>
/// <param name="Directory">Where the libraries came from.</param>
/// <param name="CpuVariant">
/// The instruction sets that the CPU backend in use was built for, and a hash of the library, e.g. <c>AVX2 F16C FMA #1f0c2a3b</c>: two
/// compilers make code of different speed, and of different rounding.
/// </param>
/// <param name="Gpus">Devices other than the CPU, in llama.cpp's order, e.g. <c>CUDA0 NVIDIA H100</c>.</param>
internal sealed unsafe record NativeRuntime(string Version, string Directory, string CpuVariant, IReadOnlyList<string> Gpus)
{
    private static readonly Lock Gate = new();
    private static NativeRuntime? s_loaded;
    private static Exception? s_failure;

    /// <summary>Where the libraries are when no setting says so.</summary>
    public static string DefaultDirectory =>
        Environment.GetEnvironmentVariable("SPECMESH_LLAMA_DIR") is { Length: > 0 } directory
            ? directory
            : Path.Combine(AppContext.BaseDirectory, "natives");

    /// <param name="directory">The directory of the libraries; null or empty for <see cref="DefaultDirectory"/>.</param>
    /// <exception cref="EngineException">No usable llama.cpp, or one from another directory is loaded already.</exception>
    public static NativeRuntime Load(string? directory)
    {
        var path = Path.GetFullPath(string.IsNullOrEmpty(directory) ? DefaultDirectory : directory);
        lock (Gate)
        {
            if (s_failure is not null)
                throw new EngineException(s_failure.Message, s_failure);
            if (s_loaded is not null && s_loaded.Directory != path)
                throw new EngineException(
                    $"This process has loaded llama.cpp from '{s_loaded.Directory}' and cannot load another from '{path}'. Give every model of a process the same Model:NativesDirectory.");
            return s_loaded ??= Initialize(path);
        }
    }

    private static NativeRuntime Initialize(string directory)
    {
        var llama = NativeLibraries.Load(directory);
        try
        {
            var version = Probe(llama);
            LlamaNative.LogSet(&NativeLog.Write, null);
            GgmlNative.LoadBackends(directory);
            LlamaNative.BackendInit();
            var (variant, gpus) = ReadDevices();
            return new NativeRuntime(version, directory, variant, gpus);
        }
        catch (Exception e) when (e is EngineException or EntryPointNotFoundException)
        {
            // The libraries stay in the process and cannot be exchanged: every later attempt gets the same answer.
            s_failure = e as EngineException ?? new EngineException($"The llama.cpp in '{directory}' lacks a function that SpecMesh needs: {e.Message}", e);
            throw s_failure;
        }
    }

    private static string Probe(nint llama)
    {
        string? version = null;
        if (NativeLibrary.TryGetExport(llama, "llama_version", out var export))
            version = NativeText.Read(((delegate* unmanaged[Cdecl]<byte*>)export)());
        NativeLayout.CheckVersion(version);

        // Larger than any known layout, so that a structure that has grown is seen and not written past its end.
        var model = ((delegate* unmanaged[Cdecl]<Oversized>)NativeLibrary.GetExport(llama, "llama_model_default_params"))();
        var context = ((delegate* unmanaged[Cdecl]<Oversized>)NativeLibrary.GetExport(llama, "llama_context_default_params"))();
        NativeLayout.Check(version, new ReadOnlySpan<byte>(model.Bytes, 512), new ReadOnlySpan<byte>(context.Bytes, 512));
        return version!;
    }

    private static (string CpuVariant, IReadOnlyList<string> Gpus) ReadDevices()
    {
        var variant = "";
        var gpus = new List<string>();
        for (nuint index = 0; index < GgmlNative.DeviceCount(); index++)
        {
            var device = GgmlNative.Device(index);
            switch (GgmlNative.DeviceType(device))
            {
                case DeviceType.Cpu:
                    variant = $"{ReadFeatures(GgmlNative.DeviceBackend(device))} #{HashOfCpuLibrary()}";
                    break;
                case DeviceType.Gpu or DeviceType.IntegratedGpu:
                    gpus.Add($"{NativeText.Read(GgmlNative.DeviceName(device))} {NativeText.Read(GgmlNative.DeviceDescription(device))}");
                    break;
            }
        }

        return (variant, gpus);
    }

    private static string ReadFeatures(nint backend)
    {
        var procedure = (delegate* unmanaged[Cdecl]<nint, BackendFeature*>)GgmlNative.BackendProcedure(backend, "ggml_backend_get_features");
        if (procedure is null)
            return "";
        var names = new List<string>();
        for (var feature = procedure(backend); feature->Name is not null; feature++)
            names.Add(NativeText.Read(feature->Name));
        return string.Join(' ', names);
    }

    private static string HashOfCpuLibrary()
    {
        using var process = Process.GetCurrentProcess();
        var library = process.Modules.Cast<ProcessModule>().FirstOrDefault(static module => module.ModuleName.Contains("ggml-cpu", StringComparison.Ordinal));
        return library is null ? "unknown" : XxHash32.HashToUInt32(File.ReadAllBytes(library.FileName)).ToString("x8", CultureInfo.InvariantCulture);
    }

    private struct Oversized
    {
        public fixed byte Bytes[512];
    }
}
