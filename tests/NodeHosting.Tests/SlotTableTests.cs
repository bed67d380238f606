namespace SpecMesh.NodeHosting.Tests;

public sealed class SlotTableTests
{
    // Long enough to choose a slot for.
    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40)];
    private static readonly int[] Other = [.. Enumerable.Range(100, 40)];

    [Fact]
    public void Empty_slots_are_taken_from_the_lowest_on()
    {
        var table = new SlotTable(3);
        Assert.Equal((0, 0), table.Take(Prompt));
        Assert.Equal((1, 0), table.Take(Prompt));
        table.Release(0, []);
        Assert.Equal((0, 0), table.Take(Other));
        Assert.Equal((2, 0), table.Take(Other));
        Assert.Null(table.Take(Other));
    }

    [Fact]
    public void The_longest_common_prefix_wins()
    {
        var table = Filled(Prompt[..20], Prompt[..30], [.. Prompt[..25], 99]);
        Assert.Equal((1, 30), table.Take(Prompt));
        Assert.Equal((2, 25), table.Take(Prompt));
        Assert.Equal((0, 20), table.Take(Prompt));
    }

    [Fact]
    public void At_least_one_token_is_left_to_feed()
    {
        var table = Filled([.. Prompt, 1, 2, 3]);
        Assert.Equal((0, Prompt.Length - 1), table.Take(Prompt));
    }

    [Fact]
    public void Without_a_common_prefix_the_least_recently_used_slot_is_given_up()
    {
        var table = Filled([.. Enumerable.Range(200, 40)], [.. Enumerable.Range(300, 40)], [.. Enumerable.Range(400, 40)]);
        // Slot 0 is used again.
        Assert.Equal(0, table.Take([.. Enumerable.Range(200, 40)])!.Value.Slot);
        table.Release(0, Prompt);
        Assert.Equal((1, 0), table.Take(Other));
        Assert.Equal((2, 0), table.Take(Other));
        Assert.Equal((0, 0), table.Take(Other));
    }

    [Fact]
    public void A_few_common_tokens_choose_no_slot_but_are_reused_in_the_one_that_is_chosen()
    {
        var table = Filled([.. Prompt[..3], .. Other], [.. Prompt[..9], .. Other]);
        Assert.Equal((0, 3), table.Take(Prompt));
        Assert.Equal((1, 9), table.Take(Prompt));
    }

    [Fact]
    public void An_empty_slot_goes_before_one_that_holds_something_else()
    {
        var table = Filled(Prompt, [], Prompt);
        Assert.Equal((1, 0), table.Take(Other));
    }

    [Fact]
    public void A_slot_is_never_given_twice_and_what_it_has_cached_is_really_there() =>
        Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[0, 60], Gen.Int[0, 2], Gen.Bool).Array[1, 60]).Sample((count, steps) =>
        {
            var table = new SlotTable(count);
            var held = new int[count][];
            var running = new Dictionary<int, int[]>();
            foreach (var (length, kind, release) in steps)
            {
                if (release && running.Count > 0)
                {
                    var (slot, tokens) = running.First();
                    running.Remove(slot);
                    held[slot] = tokens[..Math.Max(0, tokens.Length - kind)];
                    table.Release(slot, held[slot]);
                    continue;
                }

                int[] wanted = [.. Prompt.Take(length / 2), .. Enumerable.Range(1000 * kind, length / 2), 7];
                if (table.Take(wanted) is not var (taken, cached))
                {
                    Assert.Equal(count, running.Count);
                    continue;
                }

                Assert.True(running.TryAdd(taken, wanted), $"slot {taken} was in use");
                Assert.InRange(cached, 0, wanted.Length - 1);
                Assert.Equal(wanted[..cached], (held[taken] ?? [])[..cached]);
            }
        });

    [Fact]
    public void A_gap_is_closed_by_the_highest_slot_in_use()
    {
        var table = new SlotTable(4);
        for (var i = 0; i < 4; i++)
            table.Take(Prompt);
        Assert.Null(table.FindMove());
        table.Release(1, []);
        table.Release(3, []);

        Assert.Equal(new SlotMove(From: 2, To: 1, Keeper: null), table.FindMove());
        table.Moved(table.FindMove()!.Value);
        Assert.Null(table.FindMove());
        Assert.Equal((2, 0), table.Take(Other));
    }

    [Fact]
    public void What_a_slot_has_cached_is_kept_when_another_moves_in()
    {
        var table = new SlotTable(4);
        for (var i = 0; i < 4; i++)
            table.Take([1]);
        table.Release(3, []);
        table.Release(0, Prompt);

        Assert.Equal(new SlotMove(From: 2, To: 0, Keeper: 3), table.FindMove());
        Assert.Equal(Prompt.Length, table.CachedIn(0));
        table.Moved(table.FindMove()!.Value);
        Assert.Equal((3, Prompt.Length - 1), table.Take(Prompt));
    }

    private static SlotTable Filled(params int[][] held)
    {
        var table = new SlotTable(held.Length);
        foreach (var _ in held)
            table.Take([1]);
        for (var slot = 0; slot < held.Length; slot++)
            table.Release(slot, held[slot]);
        return table;
    }
}
