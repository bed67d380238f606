using BenchmarkDotNet.Attributes;
using SpecMesh.Speculation.Sampling;

namespace SpecMesh.Micro;

/// <summary>What it costs to draw one token.</summary>
[MemoryDiagnoser]
public class SamplerBenchmarks
{
    private const int Rows = 8;

    private static readonly Dictionary<string, SamplingParameters> Cases = new()
    {
        ["greedy"] = new(),
        ["T 0.7"] = new() { Temperature = 0.7f },
        ["T 1.0"] = new() { Temperature = 1 },
        ["T 1.0, top-k 40"] = new() { Temperature = 1, TopK = 40 },
        ["T 1.0, top-p 0.95"] = new() { Temperature = 1, TopP = 0.95f },
        ["T 1.0, min-p 0.05"] = new() { Temperature = 1, MinP = 0.05f },
        ["T 1.0, all three"] = new() { Temperature = 1, TopK = 40, TopP = 0.95f, MinP = 0.05f },
        ["T 1.0, penalties"] = new() { Temperature = 1, RepetitionPenalty = 1.1f, PresencePenalty = 0.2f, FrequencyPenalty = 0.1f },
    };

    private readonly int[] _context = new int[512];
    private float[][] _rows = [];
    private CoupledSampler _sampler = new(SamplingParameters.Greedy);
    private CoupledSampler _draft = new(SamplingParameters.Greedy);
    private int _draws;

    /// <summary>The bundled pair's vocabulary, that of Llama 2, and that of Llama 3.</summary>
    [Params(2_048, 32_000, 128_256)]
    public int Vocabulary { get; set; }

    [ParamsSource(nameof(Names))]
    public string Sampling { get; set; } = "";

    public static IEnumerable<string> Names => Cases.Keys;

    [GlobalSetup]
    public void Prepare()
    {
        _rows = LogitRows.Create(Vocabulary, Rows);
        _sampler = new CoupledSampler(Cases[Sampling] with { Seed = 7 });
        _draft = new CoupledSampler(Cases[Sampling] with { Seed = 7 }, widestLead: 8);
        var random = new Random(5);
        for (var i = 0; i < _context.Length; i++)
            _context[i] = random.Next(Vocabulary);
    }

    [Benchmark(Baseline = true)]
    public int Draw() => DrawFrom(_sampler);

    /// <summary>As a draft draws, which says by how much the token won.</summary>
    [Benchmark]
    public int DrawAndMeasureLead() => DrawFrom(_draft);

    private int DrawFrom(CoupledSampler sampler)
    {
        // Another position and another row each time.
        var draw = _draws++;
        return sampler.Sample(_rows[draw % Rows], _context.AsSpan(0, 256 + draw % 256));
    }
}
