using Microsoft.Extensions.Logging.Abstractions;
using SpecMesh.Inference.LlamaCpp;

namespace SpecMesh.Inference.Tests.LlamaCpp;

/// <summary>The layout of a real model's cache is measured at the first load and remembered.</summary>
public sealed class MeasuredLayoutTests
{
    private readonly RememberedMeasurements _measurements = new();

    [Fact]
    public async Task It_is_measured_at_the_first_load_and_what_was_kept_is_used_at_the_next()
    {
        using (var first = await LoadAsync(Toggle.Off))
            Assert.Contains(Attention((LayoutChoice)Assert.Single(_measurements.Saved)), first.Facts.Configuration);

        // One that this machine would hardly choose, so that it can only come from what was kept.
        var kept = new LayoutChoice(FlashAttention: 1, UnifiedKv: true);
        _measurements.Replace(kept);
        using var second = await LoadAsync(Toggle.Off);
        Assert.Contains(Attention(kept), second.Facts.Configuration);
        Assert.Single(_measurements.Saved);
    }

    [Fact]
    public async Task What_was_kept_for_other_settings_is_measured_anew()
    {
        using var first = await LoadAsync(Toggle.Off);
        using var more = await LoadAsync(Toggle.Off, options => options.Sequences = 2);
        using var decided = await LoadAsync(Toggle.Off, options => options.KvLayout = KvLayout.Separate);

        Assert.Equal(3, _measurements.Saved.Count);
    }

    [Fact]
    public async Task An_exact_model_is_not_measured()
    {
        using var engine = await LoadAsync(Toggle.Auto);

        Assert.True(engine.Facts.EqualRows);
        Assert.Empty(_measurements.Saved);
    }

    [Fact]
    public async Task Where_nothing_is_kept_nothing_is_measured()
    {
        _measurements.Keeps = false;
        using var engine = await LoadAsync(Toggle.Off);

        Assert.Contains("flash attention off with separate KV", engine.Facts.Configuration);
        Assert.Empty(_measurements.Saved);
    }

    private Task<LlamaEngine> LoadAsync(Toggle exact, Action<LlamaOptions>? configure = null)
    {
        var options = BundledModels.Options(BundledModels.Draft);
        options.Exact = exact;
        configure?.Invoke(options);
        return new LlamaModelLoader(NullLogger<LlamaModelLoader>.Instance, _measurements, new EvenClock())
            .LoadAsync(options, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string Attention(LayoutChoice choice) =>
        (EnginePlan.Create(new LlamaOptions(), hasGpu: false) with { FlashAttention = choice.FlashAttention, UnifiedKv = choice.UnifiedKv }).Attention;

    /// <summary>Everything takes 10 ms, so that a trial ends the same way on a busy machine.</summary>
    private sealed class EvenClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds += 10;
    }

    private sealed class RememberedMeasurements : IMeasurements
    {
        private readonly Dictionary<(string, string), object> _values = [];

        public bool Keeps { get; set; } = true;

        public List<object> Saved { get; } = [];

        public void Replace(object value) => _values[Assert.Single(_values).Key] = value;

        public T? Load<T>(string kind, string subject)
            where T : class => (T?)_values.GetValueOrDefault((kind, subject));

        public void Save<T>(string kind, string subject, T value)
            where T : class
        {
            _values[(kind, subject)] = value;
            Saved.Add(value);
        }
    }
}
