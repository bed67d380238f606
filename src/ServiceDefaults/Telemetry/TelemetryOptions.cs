using System.ComponentModel.DataAnnotations;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>Settings under <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Whether metrics are kept, and <c>/metrics</c> answers. Default: true.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>
    /// In a traced generation, a verify round out of so many has a span: the first, then every such. 0: none has. 0 to 1 000 000; default 16.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = "Telemetry:RoundSpanEvery must be a number from 0 to 1000000, for example 16.")]
    public int RoundSpanEvery { get; set; } = 16;
}
