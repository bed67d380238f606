using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SpecMesh.ServiceDefaults.Hosting;

/// <summary>Runs a service to its end.</summary>
public static class ServiceRunner
{
    private const int BadSettings = 2;

    /// <summary>Builds and runs a service. A bad setting ends it with a sentence instead of a stack trace.</summary>
    /// <returns>The exit code: 2 for a bad setting.</returns>
    public static int Run(Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            var app = build();
            // The host would validate too, but logs what it finds as a failure of its own.
            app.Services.GetService<IStartupValidator>()?.Validate();
            app.Run();
            return Environment.ExitCode;
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException { InnerException: OptionsValidationException })
        {
            foreach (var sentence in SentencesOf(e))
                Console.Error.WriteLine(sentence);
            return BadSettings;
        }
    }

    private static IEnumerable<string> SentencesOf(Exception failure) => failure switch
    {
        OptionsValidationException bad => bad.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(SentencesOf).Distinct(),
        _ => [failure.Message],
    };
}
