using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>Finds llama.cpp's shared libraries in a directory, under the names of any build, and binds this assembly to them.</summary>
internal static partial class NativeLibraries
{
    public const string Llama = "llama";
    public const string Ggml = "ggml";
    public const string GgmlBase = "ggml-base";

    private static readonly Dictionary<string, nint> Handles = [];

    /// <summary>Loads the libraries. Call once: a process cannot hold two of llama.cpp.</summary>
    /// <exception cref="EngineException">A library is missing or cannot be loaded.</exception>
    public static void Load(string directory)
    {
        if (!Directory.Exists(directory))
            throw new EngineException(
                $"The directory of llama.cpp's shared libraries, '{directory}', does not exist. Set Model:NativesDirectory (or SPECMESH_LLAMA_DIR) to the directory of your llama.cpp build.");

        // In order of dependence: each is then found in memory by the next, whatever its search path says.
        foreach (var name in (ReadOnlySpan<string>)[GgmlBase, Ggml, Llama])
            Handles[name] = LoadLibrary(directory, name);
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
    }

    /// <summary>A library that has been loaded.</summary>
    public static nint Handle(string name) => Handles[name];

    /// <summary>The file of library <paramref name="name"/> among <paramref name="fileNames"/>; null if there is none.</summary>
    /// <remarks>Prebuilt packages put backend and version into the name (<c>libllama.cuda.v0.5.0.so</c>); a plain build does not.</remarks>
    public static string? Pick(IEnumerable<string> fileNames, string name) => fileNames
        .Where(file => LibraryFile().Match(file) is { Success: true } match && match.Groups["name"].Value == name)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    private static nint LoadLibrary(string directory, string name)
    {
        var file = Pick(Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)), name)
            ?? throw new EngineException(
                $"There is no {name} library in '{directory}'. Set Model:NativesDirectory (or SPECMESH_LLAMA_DIR) to the directory that holds libllama, libggml and libggml-base, or build SpecMesh with -p:LlamaBackend=cpu.");
        try
        {
            return NativeLibrary.Load(Path.Combine(directory, file));
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException($"The library '{file}' in '{directory}' could not be loaded: {e.Message}", e);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        Handles.GetValueOrDefault(name);

    [GeneratedRegex(@"^(lib)?(?<name>llama|ggml-base|ggml)(\.(cuda|vulkan|metal|cpu))?(\.v\d[\d.]*)?\.(so|so\.\d[\d.]*|dylib|dll)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LibraryFile();
}
