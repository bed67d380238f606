namespace SpecMesh.Speculation.Drafting;

/// <summary>How sure a draft is that the target draws the token that it drew itself.</summary>
/// <remarks>
/// Both draw with the same noise, so what tells is not how probable the token is but by how much it won. Any target that thinks nearly alike draws an
/// improbable token that is far ahead, and may draw another one where two are level, however probable.
/// </remarks>
internal static class Confidence
{
    /// <summary>Nobody is surer for a greater lead, in units of logits.</summary>
    public const double WidestLead = 8;

    /// <summary>
    /// In 255ths, and at least one: tanh(lead / 2), which is 2 P - 1 with P the chance that the token stays ahead where the target's logits scatter
    /// around the draft's by the logistic distribution. What it is worth with a given draft and target is learned.
    /// </summary>
    /// <param name="lead">See <see cref="Sampling.CoupledSampler.Lead"/>.</param>
    public static byte Of(double lead) => (byte)Math.Clamp((int)Math.Round(byte.MaxValue * Math.Tanh(lead / 2)), 1, byte.MaxValue);
}
