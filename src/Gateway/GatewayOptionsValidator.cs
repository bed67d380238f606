using Microsoft.Extensions.Options;

namespace SpecMesh.Gateway;

internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    // As many as a completion gets that does not say how many it wants.
    private const int LeastMaxTokens = 16;
    private const int LeastRequestBytes = 1024;
    private const int MostRequestBytes = 3 * 1024 * 1024;
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var errors = new List<string>();
        if (options.MaxRequestBytes is < LeastRequestBytes or > MostRequestBytes)
        {
            errors.Add(
                $"Gateway:MaxRequestBytes is {options.MaxRequestBytes}. Set it to a number from {LeastRequestBytes} to {MostRequestBytes}.");
        }

        if (options.MaxTokens is not 0 and < LeastMaxTokens)
            errors.Add($"Gateway:MaxTokens is {options.MaxTokens}. Set it to {LeastMaxTokens} or more, or to 0 for no limit.");
        if (options.MaxReplays is < 0 or > 100)
            errors.Add($"Gateway:MaxReplays is {options.MaxReplays}. Set it to a number from 0 to 100.");
        CheckPatience(nameof(GatewayOptions.OpenPatience), options.OpenPatience);
        CheckPatience(nameof(GatewayOptions.ReplayPatience), options.ReplayPatience);
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;

        void CheckPatience(string setting, TimeSpan value)
        {
            if (value < TimeSpan.Zero || value > MostPatience)
                errors.Add($"Gateway:{setting} is {value}. Set it to a time from 00:00:00 to {MostPatience}, for example 00:00:15.");
        }
    }
}
