using System.ComponentModel.DataAnnotations;

namespace SpecMesh.VerifierService;

/// <summary>Settings under <c>Verifier</c>.</summary>
public sealed class VerifierOptions
{
    public const string Section = "Verifier";

    /// <summary>Most draft tokens verified for one generation in one pass. 1 to 63; default 31.</summary>
    [Range(1, 63, ErrorMessage = "Verifier:MaxDepth must be a number from 1 to 63, for example 31.")]
    public int MaxDepth { get; set; } = 31;

    /// <summary>
    /// Prompt tokens prefilled in one pass. Longer passes prefill faster; shorter ones let the tokens of other generations
    /// through more often. 8 to 8192; default 256.
    /// </summary>
    [Range(8, 8192, ErrorMessage = "Verifier:PrefillChunk must be a number from 8 to 8192, for example 256.")]
    public int PrefillChunk { get; set; } = 256;

    /// <summary>Generations that may wait for a free sequence before others are turned away. Default 64.</summary>
    [Range(0, 100_000, ErrorMessage = "Verifier:QueueLimit must be a number from 0 to 100000, for example 64.")]
    public int QueueLimit { get; set; } = 64;

    /// <summary>
    /// Let drafts rest while plain decoding is measured to be faster at the present load. Off: drafts always work, for instance to see them at
    /// work beside a target so small that they cannot gain anything. Default: on.
    /// </summary>
    public bool RestDrafts { get; set; } = true;
}
