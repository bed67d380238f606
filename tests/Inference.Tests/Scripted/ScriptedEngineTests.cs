using SpecMesh.Inference.Scripted;
using SpecMesh.Inference.Tests.Engine;

namespace SpecMesh.Inference.Tests.Scripted;

public sealed class ScriptedEngineTests : EngineContractTests
{
    protected override IEngine Engine { get; } = new ScriptedEngine();

    [Fact]
    public void Equal_seeds_are_equal_models_and_others_are_not()
    {
        Assert.Equal(Greedy(new ScriptedOptions { Seed = 3 }, 50), Greedy(new ScriptedOptions { Seed = 3 }, 50));
        Assert.NotEqual(Greedy(new ScriptedOptions { Seed = 3 }, 50), Greedy(new ScriptedOptions { Seed = 4 }, 50));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void A_draft_agrees_with_the_target_as_often_as_its_skill_says(double skill)
    {
        using var target = new ScriptedEngine(new ScriptedOptions { Memory = 4 });
        using var draft = new ScriptedEngine(new ScriptedOptions { Memory = 4, Skill = skill });
        var random = new Random(1);
        const int Contexts = 400;
        var agreed = 0;
        for (var position = 0; position < Contexts; position++)
        {
            var token = random.Next(64);
            if (Step(target, token, position).SequenceEqual(Step(draft, token, position)))
                agreed++;
        }

        // Five standard errors of a share.
        Assert.InRange((double)agreed / Contexts, skill - 5 * Math.Sqrt(skill * (1 - skill) / Contexts), skill + 5 * Math.Sqrt(skill * (1 - skill) / Contexts));
    }

    [Fact]
    public void A_failed_pass_leaves_its_sequences_unusable_until_they_are_cleared()
    {
        using var engine = new ScriptedEngine(new ScriptedOptions { FailOnPass = 2 });
        Step(engine, 5, 0);

        Assert.Throws<EngineException>(() => Step(engine, 6, 1));
        Assert.Throws<InvalidOperationException>(() => Step(engine, 6, 1));
        engine.Truncate(0, 0);
        Step(engine, 5, 0);
        Assert.Equal(3, engine.Passes);
    }

    [Fact]
    public void The_exact_setting_refuses_batches_that_would_not_be_exact()
    {
        using var engine = new ScriptedEngine(new ScriptedOptions { Exact = true });
        Assert.Equal((2, true), (engine.Facts.MinRowsPerSequence, engine.Facts.EqualRows));

        Assert.Throws<ArgumentException>(() => engine.Decode(Rows((0, 1))));
        Assert.Throws<ArgumentException>(() => engine.Decode(Rows((0, 2), (1, 3))));
        engine.Decode(Rows((0, 2), (1, 2), (2, 40)));
    }

    [Fact]
    public void The_hook_sees_each_pass_before_it_runs()
    {
        var seen = new List<(int Pass, int Rows)>();
        using var engine = new ScriptedEngine(new ScriptedOptions { BeforePass = (pass, batch) => seen.Add((pass, batch.Count)) });
        engine.Decode(Rows((0, 3)));
        engine.Decode(Rows((1, 2), (2, 2)));

        Assert.Equal([(1, 3), (2, 4)], seen);
        Assert.Equal(7, engine.Rows);
        Assert.Equal([1, 1, 1], engine.Cached(0).ToArray());
    }

    private static List<int> Greedy(ScriptedOptions options, int count)
    {
        using var engine = new ScriptedEngine(options);
        var tokens = new List<int> { 1 };
        while (tokens.Count < count)
        {
            var logits = Step(engine, tokens[^1], tokens.Count - 1);
            tokens.Add(Array.IndexOf(logits, logits.Max()));
        }

        return tokens;
    }

    private static float[] Step(ScriptedEngine engine, int token, int position)
    {
        var batch = new DecodeBatch();
        batch.Add(token, position, 0, wantLogits: true);
        engine.Decode(batch);
        return engine.Logits(0).ToArray();
    }

    private static DecodeBatch Rows(params (int Sequence, int Count)[] parts)
    {
        var batch = new DecodeBatch();
        foreach (var (sequence, count) in parts)
        {
            for (var position = 0; position < count; position++)
                batch.Add(1, position, sequence, wantLogits: false);
        }

        return batch;
    }
}
