namespace SpecMesh.Speculation.Tests.Sampling;

public sealed class AllocationTests
{
    private const int Vocabulary = 3000;

    public static TheoryData<SamplingParameters> Cases { get; } =
    [
        new SamplingParameters(),
        new SamplingParameters { Temperature = 1 },
        new SamplingParameters { Temperature = 1, TopK = 40 },
        new SamplingParameters { Temperature = 1, TopP = 0.95f },
        new SamplingParameters { Temperature = 1, MinP = 0.05f },
        new SamplingParameters { Temperature = 1, TopK = 40, TopP = 0.95f, MinP = 0.05f },
        new SamplingParameters { Temperature = 1, RepetitionPenalty = 1.1f, FrequencyPenalty = 0.1f, LogitBias = [new(3, -5), new(7, 2)] },
    ];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void A_draw_allocates_nothing_once_the_buffers_are_there(SamplingParameters parameters)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, Vocabulary).Select(_ => 20 * random.NextSingle()).ToArray()).ToArray();
        var context = Enumerable.Range(0, 200).Select(_ => random.Next(Vocabulary)).ToArray();
        var sampler = new CoupledSampler(parameters);
        DrawAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        DrawAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void DrawAll()
        {
            for (var i = 0; i < 40; i++)
                sampler.Sample(rows[i % rows.Length], context.AsSpan(0, 100 + i));
        }
    }
}
