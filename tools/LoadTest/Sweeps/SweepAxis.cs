namespace SpecMesh.LoadTest.Sweeps;

/// <summary>What a sweep raises from level to level.</summary>
internal enum SweepAxis
{
    /// <summary>Clients of a closed loop.</summary>
    Concurrency,

    /// <summary>Chats a second of an open loop.</summary>
    Rate,
}
