using LLama.Native;

namespace SpecMesh.Inference.Tests.LLamaSharp;

/// <summary>A library of another layout must be refused before it can be called with the wrong structures.</summary>
public sealed class PinnedLlamaTests
{
    public PinnedLlamaTests() => LLamaSharpRuntime.Load(directory: null);

    [Fact]
    public void The_library_of_the_package_is_taken() => PinnedLlama.Check(LLamaModelParams.Default(), LLamaContextParams.Default());

    [Fact]
    public void Another_default_is_refused_with_the_structure_named()
    {
        var (model, context) = (LLamaModelParams.Default(), LLamaContextParams.Default());
        model.split_mode = GPUSplitMode.Row;
        Assert.Contains("llama_model_params", Refused(model, context));

        model = LLamaModelParams.Default();
        context.n_seq_max = 8;
        Assert.Contains("llama_context_params", Refused(model, context));
    }

    private static string Refused(LLamaModelParams model, LLamaContextParams context) =>
        Assert.Throws<EngineException>(() => PinnedLlama.Check(model, context)).Message;
}
