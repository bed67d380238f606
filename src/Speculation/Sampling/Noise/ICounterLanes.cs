namespace SpecMesh.Speculation.Sampling.Noise;

/// <summary>
/// A vector register that holds one word of several Philox counters, one in the low half of each 64-bit lane. The high halves hold
/// what is left of a product and never reach a result.
/// </summary>
internal interface ICounterLanes<TSelf>
    where TSelf : struct, ICounterLanes<TSelf>
{
    /// <summary>Whether this machine runs every operation below as one or two instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many counters a register holds.</summary>
    static abstract int Count { get; }

    /// <summary>Consecutive numbers from <paramref name="first"/> on, in the order that <see cref="Store"/> expects.</summary>
    static abstract TSelf Sequence(uint first);

    static abstract TSelf All(uint word);

    /// <summary>The 64-bit products of the low halves.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>Moves the high halves into the low ones.</summary>
    static abstract TSelf High(TSelf product);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>Writes the four words of each counter one after the other, counters in ascending order.</summary>
    static abstract void Store(TSelf x0, TSelf x1, TSelf x2, TSelf x3, ref uint destination);
}
