namespace SpecMesh.ServiceDefaults.Membership.Choice;

/// <summary>What a choice among peers goes by.</summary>
/// <param name="Name">The peer's name, which all who choose know it by.</param>
/// <param name="Slots">Sessions that it runs at once; at least 1.</param>
/// <param name="Sessions">Sessions that it has, those that wait included.</param>
internal readonly record struct PeerLoad(string Name, int Slots, int Sessions)
{
    /// <summary>Whether one more session would wait for a slot.</summary>
    public bool IsFull => Sessions >= Slots;

    /// <summary>Sessions per slot; 1 and more: full.</summary>
    public double Utilization => (double)Sessions / Slots;
}
