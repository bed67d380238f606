using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>Loads llama.cpp once: a process cannot hold two of it, nor exchange it for another.</summary>
/// <param name="standardDirectory">Where the libraries are when no setting says so.</param>
/// <param name="load">Loads them from a directory.</param>
internal sealed class LlamaLibrary(string standardDirectory, Func<string, LlamaRuntime> load)
{
    private readonly Lock _gate = new();
    private string? _directory;
    private LlamaRuntime? _loaded;
    private EngineException? _failure;

    /// <summary>The directory that is meant by a setting that is null or empty.</summary>
    public string StandardDirectory =>
        Environment.GetEnvironmentVariable("SPECMESH_LLAMA_DIR") is { Length: > 0 } directory ? directory : standardDirectory;

    /// <exception cref="EngineException">As for <see cref="ILlamaBinding.Load"/>.</exception>
    public LlamaRuntime Load(string? directory)
    {
        var path = Path.GetFullPath(string.IsNullOrEmpty(directory) ? StandardDirectory : directory);
        lock (_gate)
        {
            // What has been loaded stays in the process, usable or not: every later attempt gets the same answer.
            if (_failure is not null)
                throw new EngineException(_failure.Message, _failure);
            if (_loaded is not null && _directory != path)
                throw new EngineException(
                    $"This process has loaded llama.cpp from '{_loaded.Directory}' and cannot load another from '{path}'. Give every model of a process the same Model:NativesDirectory.");
            try
            {
                _loaded ??= load(path);
                _directory = path;
                return _loaded;
            }
            catch (EngineException e)
            {
                _failure = e;
                throw;
            }
        }
    }
}
