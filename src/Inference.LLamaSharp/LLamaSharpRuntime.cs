using System.Reflection;
using System.Runtime.InteropServices;
using LLama.Native;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>The llama.cpp that LLamaSharp has loaded into this process, once.</summary>
internal static class LLamaSharpRuntime
{
    // Where LLamaSharp's packages put their libraries, below a folder for each platform.
    private static readonly string Packages = Path.Combine(AppContext.BaseDirectory, "runtimes");

    private static readonly LlamaLibrary Library = new(Packages, Initialize);

    /// <summary>What LLamaSharp's own interface lacks. Valid once <see cref="Load"/> has returned.</summary>
    public static MissingFunctions Missing { get; private set; } = null!;

    /// <param name="directory">The directory of a llama.cpp that the user built; null or empty for that of LLamaSharp's packages.</param>
    /// <exception cref="EngineException">No usable llama.cpp, or one from another directory is loaded already.</exception>
    public static LlamaRuntime Load(string? directory) => Library.Load(directory);

    private static LlamaRuntime Initialize(string directory)
    {
        var path = LoadLibrary(directory);
        try
        {
            var llama = NativeLibrary.Load(path);
            PinnedLlama.Check(llama);
            Missing = new MissingFunctions(llama);
            var devices = LlamaDevices.Read(NativeLibrary.Load(Neighbour(path, "ggml")), NativeLibrary.Load(Neighbour(path, "ggml-base")));
            return new LlamaRuntime($"LLamaSharp {Version()} (llama.cpp {PinnedLlama.Commit})", Path.GetDirectoryName(path)!, devices);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new EngineException($"The llama.cpp in '{path}' lacks a part that SpecMesh needs: {e.Message}", e);
        }
    }

    /// <returns>Full path of the llama library that LLamaSharp calls.</returns>
    private static string LoadLibrary(string directory)
    {
        NativeLibraryConfig.All.WithLogCallback(static (level, text) => NativeLog.Write((int)level, text));
        if (directory != Path.GetFullPath(Packages))
            NativeLibraryConfig.LLama.WithLibrary(OwnLibrary(directory));
        try
        {
            NativeApi.llama_empty_call();
        }
        catch (TypeInitializationException e)
        {
            throw new EngineException($"LLamaSharp could load no llama.cpp from '{directory}'. {Mend}", e);
        }

        // Without a library of its packages LLamaSharp takes any that the system has, which has other structures.
        return NativeApi.GetLoadedNativeLibrary(NativeLibraryName.LLama)?
                .Prepare(SystemInfo.Get(), logCallback: null)
                .Select(static path => Path.Combine(AppContext.BaseDirectory, path))
                .FirstOrDefault(File.Exists)
            ?? throw new EngineException($"LLamaSharp found none of its libraries for this machine in '{directory}'. {Mend}");
    }

    private static string Mend => $"Build with -p:Engine=LLamaSharp -p:LlamaBackend=cpu, cuda12 or vulkan, or set Model:NativesDirectory to a llama.cpp {PinnedLlama.Commit} that you built.";

    private static string OwnLibrary(string directory)
    {
        var name = OperatingSystem.IsWindows() ? "llama.dll" : OperatingSystem.IsMacOS() ? "libllama.dylib" : "libllama.so";
        var path = Path.Combine(directory, name);
        return File.Exists(path)
            ? path
            : throw new EngineException($"There is no {name} in '{directory}'. Set Model:NativesDirectory (or SPECMESH_LLAMA_DIR) to the directory of your llama.cpp {PinnedLlama.Commit}, or leave it out for the libraries of LLamaSharp's packages.");
    }

    private static string Neighbour(string llama, string name) =>
        Path.Combine(Path.GetDirectoryName(llama)!, Path.GetFileName(llama).Replace("llama", name, StringComparison.Ordinal));

    private static string Version() =>
        typeof(LLamaSharpRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static metadata => metadata.Key == "LLamaSharp").Value!;
}
