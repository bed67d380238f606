using Microsoft.Extensions.Options;

namespace SpecMesh.Gateway.Access;

/// <summary>A gateway whose keys cannot be read does not start.</summary>
internal sealed class AccessOptionsValidator(KeySettings keys) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        try
        {
            keys.Read();
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures);
        }
    }
}
