using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>The llama.cpp of this process: loaded, checked and initialised, once.</summary>
internal static unsafe class NativeRuntime
{
    private static readonly LlamaLibrary Library = new(Path.Combine(AppContext.BaseDirectory, "natives"), Initialize);

    /// <summary>Where the libraries are when no setting says so.</summary>
    public static string DefaultDirectory => Library.StandardDirectory;

    /// <param name="directory">The directory of the libraries; null or empty for <see cref="DefaultDirectory"/>.</param>
    /// <exception cref="EngineException">No usable llama.cpp, or one from another directory is loaded already.</exception>
    public static LlamaRuntime Load(string? directory) => Library.Load(directory);

    private static LlamaRuntime Initialize(string directory)
    {
        NativeLibraries.Load(directory);
        try
        {
            var version = Probe(NativeLibraries.Handle(NativeLibraries.Llama));
            LlamaNative.LogSet(&Log, null);
            LlamaNative.LoadBackends(directory);
            LlamaNative.BackendInit();
            var devices = LlamaDevices.Read(NativeLibraries.Handle(NativeLibraries.Ggml), NativeLibraries.Handle(NativeLibraries.GgmlBase));
            return new LlamaRuntime($"llama.cpp {version}", directory, devices);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new EngineException($"The llama.cpp in '{directory}' lacks a function that SpecMesh needs: {e.Message}", e);
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

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Log(int level, byte* text, void* userData) => NativeLog.Write(level, NativeText.Read(text));

    private struct Oversized
    {
        public fixed byte Bytes[512];
    }
}
