using System.ComponentModel.DataAnnotations;

namespace SpecMesh.DraftService;

/// <summary>Settings under <c>Draft</c>.</summary>
public sealed class DraftOptions
{
    public const string Section = "Draft";

    /// <summary>Most guesses beyond what the verifier has decided: a bound on what a verifier far away may ask for. 1 to 256; default 128.</summary>
    [Range(1, 256, ErrorMessage = "Draft:MaxAhead must be a number from 1 to 256, for example 128.")]
    public int MaxAhead { get; set; } = 128;

    /// <summary>
    /// Drafting pauses until the next verdict when all of its open guesses together are right with less than this probability, by how often the
    /// verdicts bore out guesses of such confidence. 0 to 1; default 0.1.
    /// </summary>
    [Range(0.0, 1.0, ErrorMessage = "Draft:MinReach must be a number from 0 to 1, for example 0.1.")]
    public double MinReach { get; set; } = 0.1;

    /// <summary>Prompt tokens fed in one pass. 1 to 8192; default 256.</summary>
    [Range(1, 8192, ErrorMessage = "Draft:PrefillChunk must be a number from 1 to 8192, for example 256.")]
    public int PrefillChunk { get; set; } = 256;
}
