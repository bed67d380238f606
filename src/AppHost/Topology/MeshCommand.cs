using System.CommandLine;

namespace SpecMesh.AppHost.Topology;

/// <summary>The command line: one option for each <see cref="MeshSetting"/>, plus the file and free settings of the services.</summary>
public static class MeshCommand
{
    /// <summary>Exit code when the topology cannot be run.</summary>
    public const int BadTopology = 2;

    private const string KeyValue = "KEY=VALUE";

    /// <summary>A command that reads the topology and hands it to <paramref name="run"/>, whose result is the exit code.</summary>
    public static RootCommand Create(Func<MeshTopology, CancellationToken, Task<int>> run)
    {
        var config = new Option<FileInfo>("--config")
        {
            HelpName = "FILE",
            Description = $"JSON file with any of these settings, and with 'models', if there are several. Default: {TopologyReader.DefaultFile} in the current directory, if there.",
        };
        var settings = MeshSetting.All.ToDictionary(
            setting => setting.Key,
            setting => new Option<string>(setting.Option) { HelpName = setting.Value, Description = setting.Meaning });
        var free = new Dictionary<string, Option<string[]>>
        {
            ["Verifiers"] = FreeSetting("--verifier-set", "Any setting of the verifiers, such as Model:FlashAttention=on. May be repeated."),
            ["Drafts"] = FreeSetting("--draft-set", "Any setting of the drafts. May be repeated."),
            ["Gateways"] = FreeSetting("--gateway-set", "Any setting of the gateways. May be repeated."),
        };

        var command = new RootCommand("Starts a whole SpecMesh on this machine: verifiers, drafts and gateways.");
        foreach (var option in (IEnumerable<Option>)[config, .. settings.Values, .. free.Values])
            command.Options.Add(option);

        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                return await run(TopologyReader.Read(File(result.GetValue(config)), Overrides(result, settings, free)), cancellation);
            }
            catch (TopologyException e)
            {
                foreach (var problem in e.Problems)
                    result.InvocationConfiguration.Error.WriteLine(problem);
                return BadTopology;
            }
        });
        return command;
    }

    private static Option<string[]> FreeSetting(string name, string description)
    {
        var option = new Option<string[]>(name) { HelpName = KeyValue, Description = description };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"{name}: '{token.Value}' is not {KeyValue}.");
        });
        return option;
    }

    private static string? File(FileInfo? named) =>
        named?.FullName ?? (System.IO.File.Exists(TopologyReader.DefaultFile) ? Path.GetFullPath(TopologyReader.DefaultFile) : null);

    private static Dictionary<string, string> Overrides(
        ParseResult result, Dictionary<string, Option<string>> settings, Dictionary<string, Option<string[]>> free)
    {
        var overrides = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, option) in settings)
        {
            if (result.GetValue(option) is { } value)
                overrides[key] = value;
        }

        foreach (var (group, option) in free)
        {
            foreach (var pair in result.GetValue(option) ?? [])
            {
                var parts = pair.Split('=', 2);
                overrides[$"{group}:Settings:{parts[0]}"] = parts[1];
            }
        }

        return overrides;
    }
}
