using SpecMesh.Inference.LlamaCpp.Binding;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>A process holds one llama.cpp, whichever engine loads it.</summary>
public sealed class LlamaLibraryTests
{
    private static readonly string Standard = Path.GetFullPath("standard");

    private readonly List<string> _loaded = [];

    [Fact]
    public void It_is_loaded_once()
    {
        var library = Library();

        var first = library.Load(Standard);

        Assert.Same(first, library.Load(Standard));
        Assert.Equal([Standard], _loaded);
    }

    [Fact]
    public void Another_directory_is_refused_and_both_are_named()
    {
        var library = Library();
        library.Load("one");

        var message = Assert.Throws<EngineException>(() => library.Load("two")).Message;

        Assert.Contains(Path.GetFullPath("one"), message);
        Assert.Contains(Path.GetFullPath("two"), message);
        Assert.Contains("Model:NativesDirectory", message);
    }

    [Fact]
    public void One_that_could_not_be_used_is_not_tried_again()
    {
        var library = new LlamaLibrary(Standard, directory =>
        {
            _loaded.Add(directory);
            throw new EngineException("It is too old.");
        });

        Assert.Equal("It is too old.", Assert.Throws<EngineException>(() => library.Load("one")).Message);
        Assert.Equal("It is too old.", Assert.Throws<EngineException>(() => library.Load("two")).Message);
        Assert.Single(_loaded);
    }

    private LlamaLibrary Library() => new(Standard, directory =>
    {
        _loaded.Add(directory);
        return new LlamaRuntime("llama.cpp", directory, new LlamaDevices("", []));
    });
}
