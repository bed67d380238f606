using System.CommandLine;
using System.Globalization;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Makes options that say what is wrong with a bad value.</summary>
internal static class Options
{
    /// <summary>An option whose values must be within bounds.</summary>
    public static Option<T> Number<T>(string name, string help, string description, double least, double most = double.MaxValue, params string[] aliases)
    {
        var option = new Option<T>(name, aliases) { HelpName = help, Description = description };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !(value >= least && value <= most))
                    result.AddError($"{name}: {token.Value} is out of range: at least {least:0.###}{(most < double.MaxValue ? $", at most {most:0.###}" : "")}.");
            }
        });
        return option;
    }

    /// <summary>An option with a default.</summary>
    public static Option<T> Default<T>(this Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>An option with a few possible values.</summary>
    public static Option<string> Among(this Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>A time such as <c>30s</c>, <c>2m</c>, <c>500ms</c>, or a plain number of seconds.</summary>
    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            if (ParseTime(result.Tokens[0].Value) is { } time)
                return time;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no time. Give one such as 30s, 2m or 500ms.");
            return null;
        },
    };

    /// <summary>An option that may be given several times, or once with several values.</summary>
    public static Option<string[]> Several(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description, AllowMultipleArgumentsPerToken = true };

    /// <summary>Null, if it is no time.</summary>
    public static TimeSpan? ParseTime(string text)
    {
        var (number, unit) = text switch
        {
            [.. var head, 'm', 's'] => (head, TimeSpan.FromMilliseconds(1)),
            [.. var head, 's'] => (head, TimeSpan.FromSeconds(1)),
            [.. var head, 'm'] => (head, TimeSpan.FromMinutes(1)),
            [.. var head, 'h'] => (head, TimeSpan.FromHours(1)),
            _ => (text, TimeSpan.FromSeconds(1)),
        };
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value * unit.TotalDays < 365
            ? value * unit
            : null;
    }
}
