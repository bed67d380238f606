namespace SpecMesh.Inference.Tests.Engine;

public sealed class BatchPiecesTests
{
    [Fact]
    public void Neighbours_with_equal_rows_are_one_piece() =>
        Assert.Equal([new(2, 3, 2)], BatchPieces.Of([2, 2, 3, 3, 4, 4]));

    [Fact]
    public void A_gap_between_ids_starts_another_piece() =>
        Assert.Equal([new(0, 1, 2), new(2, 1, 2)], BatchPieces.Of([0, 0, 2, 2]));

    [Fact]
    public void Rows_that_neighbours_do_not_have_are_a_piece_of_their_own() =>
        Assert.Equal([new(0, 3, 2), new(1, 1, 3)], BatchPieces.Of([0, 0, 1, 1, 1, 1, 1, 2, 2]));

    [Fact]
    public void Every_row_is_in_exactly_one_piece() =>
        Gen.Int[0, 5].Array[1, 12].Sample(rows =>
        {
            var sequences = rows.SelectMany((count, sequence) => Enumerable.Repeat(sequence, count)).ToArray();
            Assert.Equal(sequences.Length, BatchPieces.Of(sequences).Sum(piece => piece.SequenceCount * piece.RowsPerSequence));
        });
}
