using Microsoft.Extensions.Options;

namespace SpecMesh.ServiceDefaults.Nodes;

internal sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    private static readonly TimeSpan MaxDrainTimeout = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, NodeOptions options) =>
        options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > MaxDrainTimeout
            ? ValidateOptionsResult.Fail(
                $"Node:DrainTimeout is {options.DrainTimeout}. Set it to a time from 00:00:00 to {MaxDrainTimeout}, for example 00:00:30.")
            : ValidateOptionsResult.Success;
}
