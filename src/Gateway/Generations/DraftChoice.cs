namespace SpecMesh.Gateway.Generations;

/// <summary>Which draft may guess for a generation.</summary>
/// <param name="Enabled">False: plain decoding, without a draft.</param>
/// <param name="Name">The only draft node that may. Null: any that fits.</param>
internal sealed record DraftChoice(bool Enabled, string? Name)
{
    /// <summary>Whether the draft node of this name may.</summary>
    public bool Allows(string name) => Enabled && (Name is null || Name == name);
}
