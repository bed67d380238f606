namespace SpecMesh.Inference.Tests.Engine;

/// <summary>What every engine must do, whatever runs below.</summary>
public abstract class EngineContractTests
{
    /// <summary>The engine under test, with at least 4 sequences. Its sequences may hold anything.</summary>
    protected abstract IEngine Engine { get; }

    /// <summary>How much the logits of a position may differ between two ways to it. 0: not by a bit.</summary>
    protected virtual float Tolerance => 0;

    [Fact]
    public void A_row_outside_the_limits_is_refused_and_changes_nothing()
    {
        Start(0, 1, 2);

        Refused(batch => batch.Add(Engine.Vocabulary.Size, 2, 0, true));
        Refused(batch => batch.Add(-1, 2, 0, true));
        Refused(batch => batch.Add(1, 2, Engine.Facts.MaxSequences, true));
        Refused(batch => batch.Add(1, 2, -1, true));
        Refused(batch => batch.Add(1, 3, 0, true));
        Refused(batch => batch.Add(1, 1, 0, true));
        Refused(batch => batch.Add(1, -1, 0, true));
        Refused(_ => { });

        Append(0, 2, 3, 4);
    }

    [Fact]
    public void A_batch_or_a_sequence_that_is_too_long_is_refused()
    {
        Engine.Truncate(0, 0);
        Refused(batch =>
        {
            for (var i = 0; i <= Engine.Facts.MaxBatchRows; i++)
                batch.Add(1, i, 0, false);
        });
        Refused(batch =>
        {
            for (var i = 0; i <= Engine.Facts.ContextPerSequence; i++)
                batch.Add(1, i, 0, false);
        });
    }

    [Fact]
    public void A_sequence_can_be_filled_to_its_last_position()
    {
        Engine.Truncate(0, 0);
        for (var position = 0; position < Engine.Facts.ContextPerSequence; position += 2)
            Append(0, position, 1, 2);

        Refused(batch => batch.Add(1, Engine.Facts.ContextPerSequence, 0, true));
    }

    [Fact]
    public void Only_wanted_rows_have_logits_and_only_until_the_next_pass()
    {
        Engine.Truncate(0, 0);
        var batch = new DecodeBatch();
        batch.Add(1, 0, 0, wantLogits: false);
        batch.Add(2, 1, 0, wantLogits: true);
        Engine.Decode(batch);

        Assert.Equal(Engine.Vocabulary.Size, Engine.Logits(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Logits(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Logits(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Logits(-1).Length);

        batch.Clear();
        batch.Add(1, 2, 0, wantLogits: true);
        batch.Add(1, 3, 0, wantLogits: false);
        Engine.Decode(batch);
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Logits(1).Length);
    }

    [Fact]
    public void After_truncation_a_sequence_goes_on_from_the_cut()
    {
        Start(1, 5, 6, 7, 8, 9);
        var expected = Append(1, 5, 1, 2);

        Append(1, 7, 3, 3);
        Engine.Truncate(1, 5);
        Refused(batch => batch.Add(1, 6, 1, true));

        AssertSame(expected, Append(1, 5, 1, 2));
        Engine.Truncate(1, 200);
        Append(1, 7, 3, 3);
    }

    [Fact]
    public void A_copied_prefix_replaces_what_was_there_and_is_independent()
    {
        Start(0, 4, 5, 6, 7);
        Start(2, 9, 9, 9, 9, 9, 9, 9);
        Engine.CopyPrefix(0, 2, 3);
        Engine.Truncate(0, 0);

        var copied = Append(2, 3, 7, 8);

        Start(0, 4, 5, 6);
        AssertSame(Append(0, 3, 7, 8), copied);
    }

    [Fact]
    public void Copies_in_a_row_see_the_state_of_their_own_moment()
    {
        Start(0, 1, 2, 3);
        Start(1, 4, 5, 6);
        Engine.CopyPrefix(0, 2, 3);
        Engine.CopyPrefix(1, 0, 3);
        Engine.CopyPrefix(2, 1, 3);

        var (first, second) = (Append(0, 3, 7, 7), Append(1, 3, 7, 7));

        Start(3, 4, 5, 6);
        AssertSame(Append(3, 3, 7, 7), first);
        Start(3, 1, 2, 3);
        AssertSame(Append(3, 3, 7, 7), second);
    }

    [Fact]
    public void Copying_onto_itself_truncates_and_copying_nothing_clears()
    {
        Start(0, 1, 2, 3, 4);
        Engine.CopyPrefix(0, 0, 2);
        Append(0, 2, 5, 6);

        Start(1, 1, 2);
        Engine.CopyPrefix(0, 1, 0);
        Append(1, 0, 5, 6);
    }

    [Fact]
    public void Sequences_and_lengths_outside_the_limits_are_refused()
    {
        Start(0, 1, 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Truncate(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Truncate(Engine.Facts.MaxSequences, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Truncate(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.CopyPrefix(0, Engine.Facts.MaxSequences, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.CopyPrefix(-1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.CopyPrefix(0, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.CopyPrefix(0, 1, -1));
    }

    private void Start(int sequence, params int[] tokens)
    {
        Engine.Truncate(sequence, 0);
        Append(sequence, 0, tokens);
    }

    private float[] Append(int sequence, int position, params int[] tokens)
    {
        var batch = new DecodeBatch();
        var row = 0;
        foreach (var token in tokens)
            row = batch.Add(token, position++, sequence, wantLogits: true);
        Engine.Decode(batch);
        return Engine.Logits(row).ToArray();
    }

    private void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, static (one, other) => Math.Abs(one - other)).Max(), 0, Tolerance);
    }

    private void Refused(Action<DecodeBatch> fill)
    {
        var batch = new DecodeBatch();
        fill(batch);
        Assert.ThrowsAny<ArgumentException>(() => Engine.Decode(batch));
    }
}
