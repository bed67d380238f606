namespace SpecMesh.NodeHosting;

/// <summary>A sequence in use to be moved into a free slot.</summary>
/// <param name="From">The slot to move from; empty and free afterwards.</param>
/// <param name="To">The free slot to move to.</param>
/// <param name="Keeper">The free slot that takes over what <paramref name="To"/> has cached. Null: that cache is lost or empty.</param>
public readonly record struct SlotMove(int From, int To, int? Keeper);
