using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Access;

namespace SpecMesh.Gateway.Limits;

/// <summary>
/// Settings under <c>Gateway:Limits</c>: what each key may do that has no limits of its own. Of a gateway without keys, what all callers together may do.
/// Default: no limit.
/// </summary>
public sealed class LimitOptions
{
    public const string Section = "Gateway:Limits";

    /// <summary>Requests per minute. 0: no limit.</summary>
    public int RequestsPerMinute { get; set; }

    /// <summary>Prompt and answer tokens per minute. 0: no limit.</summary>
    public int TokensPerMinute { get; set; }

    /// <summary>Requests that may run at the same time. 0: no limit.</summary>
    public int Concurrency { get; set; }

    internal CallLimits Default => new(RequestsPerMinute, TokensPerMinute, Concurrency);

    /// <summary>The limits of a key.</summary>
    internal CallLimits For(ApiKeyOptions key) => new(
        key.RequestsPerMinute ?? RequestsPerMinute, key.TokensPerMinute ?? TokensPerMinute, key.Concurrency ?? Concurrency);
}

internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        var problems = options.Default.Problems(LimitOptions.Section).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
