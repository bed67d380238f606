using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

public sealed class EnginePlanTests
{
    [Fact]
    public void On_the_cpu_it_is_exact_with_flash_attention_off()
    {
        var plan = EnginePlan.Create(new LlamaOptions(), hasGpu: false);

        Assert.Equal((true, true, 0), (plan.Exact, plan.OnCpu, plan.FlashAttention));
        Assert.True(EnginePlan.Create(new LlamaOptions { GpuLayers = 0 }, hasGpu: true).Exact);
    }

    [Fact]
    public void On_a_gpu_it_is_not_exact_and_llama_cpp_chooses_flash_attention()
    {
        var plan = EnginePlan.Create(new LlamaOptions(), hasGpu: true);

        Assert.Equal((false, false, -1), (plan.Exact, plan.OnCpu, plan.FlashAttention));
    }

    [Fact]
    public void A_draft_gives_up_exactness_and_keeps_the_fast_setting()
    {
        var plan = EnginePlan.Create(new LlamaOptions { Exact = Toggle.Off }, hasGpu: false);

        Assert.Equal((false, 0), (plan.Exact, plan.FlashAttention));
    }

    [Theory]
    [InlineData(Toggle.On, 512)]
    [InlineData(Toggle.Off, 1024)]
    public void An_exact_pass_is_computed_in_one_piece(Toggle exact, int rows) =>
        Assert.Equal(rows, EnginePlan.Create(new LlamaOptions { Exact = exact, BatchRows = 1024, MicroBatchRows = 512 }, hasGpu: false).BatchRows);

    [Fact]
    public void What_is_not_exact_turns_exactness_off_by_itself()
    {
        Assert.Equal((false, 1), Facts(new LlamaOptions { ValueType = CacheType.Q8_0 }));
        Assert.Equal((false, 1), Facts(new LlamaOptions { FlashAttention = Toggle.On }));
        Assert.Equal((false, 0), Facts(new LlamaOptions { KvLayout = KvLayout.Unified }));

        static (bool, int) Facts(LlamaOptions options)
        {
            var plan = EnginePlan.Create(options, hasGpu: false);
            return (plan.Exact, plan.FlashAttention);
        }
    }

    [Fact]
    public void Exactness_on_a_gpu_is_refused() =>
        Assert.Contains("Model:GpuLayers", Assert.Throws<EngineException>(
            () => EnginePlan.Create(new LlamaOptions { Exact = Toggle.On }, hasGpu: true)).Message);

    [Fact]
    public void An_exact_model_has_one_plan() =>
        Assert.Equal(["flash attention off with separate KV"], Candidates(new LlamaOptions(), hasGpu: false));

    [Fact]
    public void What_settings_leave_open_is_tried_and_the_default_first()
    {
        Assert.Equal(
            [
                "flash attention off with separate KV", "flash attention on with separate KV",
                "flash attention off with unified KV", "flash attention on with unified KV",
            ],
            Candidates(new LlamaOptions { Exact = Toggle.Off }, hasGpu: false));
        Assert.Equal(
            [
                "flash attention auto with separate KV", "flash attention off with separate KV",
                "flash attention auto with unified KV", "flash attention off with unified KV",
            ],
            Candidates(new LlamaOptions(), hasGpu: true));
    }

    [Fact]
    public void What_settings_decide_is_not_tried()
    {
        Assert.Equal(
            ["flash attention on with separate KV", "flash attention on with unified KV"],
            Candidates(new LlamaOptions { FlashAttention = Toggle.On }, hasGpu: false));
        Assert.Equal(
            ["flash attention off with unified KV", "flash attention on with unified KV"],
            Candidates(new LlamaOptions { KvLayout = KvLayout.Unified }, hasGpu: false));
        Assert.Equal(
            ["flash attention auto with separate KV", "flash attention off with separate KV"],
            Candidates(new LlamaOptions { KvLayout = KvLayout.Separate }, hasGpu: true));
        Assert.Equal(
            ["flash attention off with unified KV"],
            Candidates(new LlamaOptions { FlashAttention = Toggle.Off, KvLayout = KvLayout.Unified }, hasGpu: true));
    }

    [Fact]
    public void What_cannot_be_or_makes_no_difference_is_not_tried()
    {
        Assert.Equal(
            ["flash attention on with separate KV", "flash attention on with unified KV"],
            Candidates(new LlamaOptions { ValueType = CacheType.Q8_0 }, hasGpu: true));
        Assert.Equal(
            ["flash attention auto with separate KV", "flash attention off with separate KV"],
            Candidates(new LlamaOptions { Sequences = 1 }, hasGpu: true));
        Assert.Equal(
            ["flash attention auto with separate KV", "flash attention off with separate KV"],
            Candidates(new LlamaOptions(), hasGpu: true, anyLayout: false));
    }

    private static IEnumerable<string> Candidates(LlamaOptions options, bool hasGpu, bool anyLayout = true) =>
        EnginePlan.Create(options, hasGpu).Candidates(options, anyLayout).Select(plan => plan.Attention);

    [Theory]
    [InlineData(0, 2048, 2048)]
    [InlineData(0, 131072, 4096)]
    [InlineData(8192, 2048, 8192)]
    public void The_context_is_the_models_own_up_to_4096_unless_set(int setting, int trained, int expected) =>
        Assert.Equal(expected, EnginePlan.ContextFor(new LlamaOptions { Context = setting }, trained));
}
