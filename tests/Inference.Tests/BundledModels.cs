using Microsoft.Extensions.Logging.Abstractions;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests;

/// <summary>The pair in <c>models/</c>, and engines on it.</summary>
internal static class BundledModels
{
    public static string Target => PathOf("specmesh-target.gguf");

    public static string Draft => PathOf("specmesh-draft.gguf");

    /// <summary>A small random model whose vocabulary is not the pair's.</summary>
    public static string OtherVocabulary => PathOf("fixtures/other-vocab.gguf");

    public static LlamaModelLoader Loader { get; } = new(NullLogger<LlamaModelLoader>.Instance);

    /// <summary>Options with a small context. One thread: on a busy machine two that wait for each other are far slower.</summary>
    public static LlamaOptions Options(string path) => new() { Path = path, Context = 256, Sequences = 4, Threads = 1, BatchThreads = 1 };

    public static Task<LlamaEngine> LoadAsync(string path, Action<LlamaOptions>? configure = null)
    {
        var options = Options(path);
        configure?.Invoke(options);
        return Loader.LoadAsync(options, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string PathOf(string file)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, "models", file);
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException($"No folder above the tests has models/{file}.");
    }
}
