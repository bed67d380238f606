using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class LlamaOptionsValidatorTests
{
    public static TheoryData<string, Action<LlamaOptions>> BadSettings => new()
    {
        { "Model:Path", o => o.Path = " " },
        { "Model:Context", o => o.Context = -1 },
        { "Model:Sequences", o => o.Sequences = 0 },
        { "Model:Sequences", o => o.Sequences = 257 },
        { "Model:Context times Model:Sequences", o => (o.Context, o.Sequences) = (int.MaxValue / 2, 4) },
        { "Model:MicroBatchRows", o => o.MicroBatchRows = 1 },
        { "Model:BatchRows", o => o.BatchRows = 100 },
        { "Model:Threads", o => o.Threads = -1 },
        { "Model:BatchThreads", o => o.BatchThreads = -2 },
        { "Model:GpuLayers", o => o.GpuLayers = -2 },
        { "Model:MainGpu", o => o.MainGpu = -1 },
        { "Model:TensorSplit", o => o.TensorSplit = [1, float.NaN] },
        { "Model:SplitMode", o => o.SplitMode = (SplitMode)9 },
        { "Model:KeyType", o => o.KeyType = (CacheType)5 },
        { "Model:KvLayout", o => o.KvLayout = (KvLayout)7 },
        { "Model:KvLayout", o => (o.Exact, o.KvLayout) = (Toggle.On, KvLayout.Unified) },
        { "Model:FlashAttention", o => (o.Exact, o.FlashAttention) = (Toggle.On, Toggle.On) },
        { "Model:ValueType", o => (o.FlashAttention, o.ValueType) = (Toggle.Off, CacheType.Q8_0) },
        { "Model:ValueType", o => (o.Exact, o.ValueType) = (Toggle.On, CacheType.Q8_0) },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void A_setting_that_cannot_work_is_named(string setting, Action<LlamaOptions> spoil)
    {
        var options = new LlamaOptions { Path = "model.gguf" };
        spoil(options);

        var result = new LlamaOptionsValidator().Validate(null, options);
        Assert.Contains(setting, result.FailureMessage);
    }

    [Fact]
    public void The_defaults_need_only_a_path() =>
        Assert.True(new LlamaOptionsValidator().Validate(null, new LlamaOptions { Path = "model.gguf" }).Succeeded);
}
