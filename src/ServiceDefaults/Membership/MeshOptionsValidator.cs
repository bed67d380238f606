using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Membership.Addresses;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

internal sealed class MeshOptionsValidator : IValidateOptions<MeshOptions>
{
    // The shortest break that a Polly circuit breaker takes.
    private static readonly TimeSpan LeastSetAside = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, MeshOptions options)
    {
        var errors = new List<string>();
        foreach (var role in new[] { NodeRole.Verifier, NodeRole.Draft })
            errors.AddRange(AddressEntry.ParseList(options.Addresses(role), MeshOptions.AddressSetting(role)).Errors);

        CheckTime(nameof(MeshOptions.RefreshInterval), options.RefreshInterval, Least);
        CheckTime(nameof(MeshOptions.SilenceLimit), options.SilenceLimit, Least);
        CheckTime(nameof(MeshOptions.SetAside), options.SetAside, LeastSetAside);
        CheckTime(nameof(MeshOptions.OpenTimeout), options.OpenTimeout, Least);
        if (options.OpenAttempts is < 1 or > 100)
            errors.Add($"Mesh:OpenAttempts is {options.OpenAttempts}. Set it to a number from 1 to 100.");
        if (options.LoadBound is not (>= 1 and <= 100))
            errors.Add($"Mesh:LoadBound is {options.LoadBound}. Set it to a number from 1 to 100, for example 1.25.");
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;

        void CheckTime(string setting, TimeSpan value, TimeSpan least)
        {
            if (value < least || value > Most)
                errors.Add($"Mesh:{setting} is {value}. Set it to a time from {least} to {Most}, for example 00:00:02.");
        }
    }
}
