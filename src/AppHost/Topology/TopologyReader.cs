using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SpecMesh.AppHost.Topology;

/// <summary>Makes a topology of, in rising order of rank, the defaults, <c>mesh.json</c> and the command line.</summary>
public static class TopologyReader
{
    /// <summary>The file that is read when none is named and the current directory has it.</summary>
    public const string DefaultFile = "mesh.json";

    private const string SettingsPart = ":Settings:";

    /// <summary>Reads, merges and checks.</summary>
    /// <param name="file">A JSON file shaped like <see cref="MeshTopology"/>; model paths in it are relative to it. Null: none.</param>
    /// <param name="overrides">Values by <see cref="MeshSetting.Key"/>, or by <c>Verifiers:Settings:KEY</c> and the like.</param>
    /// <exception cref="TopologyException">The file cannot be read, a setting is unknown or has no sense, or a rule is broken.</exception>
    public static MeshTopology Read(string? file, IReadOnlyDictionary<string, string> overrides)
    {
        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Target"] = BundledModels.Target,
            ["Draft"] = BundledModels.Draft,
        };
        foreach (var (key, value) in file is null ? [] : ReadFile(file))
            values[key] = value;
        foreach (var (key, value) in overrides)
            values[key] = value;

        var topology = Bind(values);
        TopologyRules.Check(topology);
        return topology;
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadFile(string file)
    {
        IConfigurationRoot root;
        try
        {
            using var stream = File.OpenRead(file);
            root = new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new TopologyException($"--config: cannot read '{file}': {(e.InnerException ?? e).Message}");
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach (var (key, value) in root.AsEnumerable())
        {
            if (string.IsNullOrEmpty(value))
                continue;
            var isModel = key.Equals("Target", StringComparison.OrdinalIgnoreCase) || key.Equals("Draft", StringComparison.OrdinalIgnoreCase);
            yield return new(key, isModel ? Path.Combine(directory, value) : value);
        }
    }

    private static MeshTopology Bind(SortedDictionary<string, string> values)
    {
        var known = values.Where(value => !value.Key.Contains(SettingsPart, StringComparison.OrdinalIgnoreCase)).ToList();
        string[] problems = [.. known.Select(value => Problem(value.Key, value.Value)).OfType<string>()];
        if (problems.Length > 0)
            throw new TopologyException(problems);

        var bound = new ConfigurationBuilder().AddInMemoryCollection(known!).Build().Get<MeshTopology>()!;
        return bound with
        {
            Target = FullPath(bound.Target),
            Draft = FullPath(bound.Draft),
            Verifiers = bound.Verifiers with { Settings = Settings(values, nameof(MeshTopology.Verifiers)) },
            Drafts = bound.Drafts with { Settings = Settings(values, nameof(MeshTopology.Drafts)) },
            Gateways = bound.Gateways with { Settings = Settings(values, nameof(MeshTopology.Gateways)) },
        };
    }

    private static string? Problem(string key, string value)
    {
        var setting = MeshSetting.All.SingleOrDefault(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        if (setting is null)
        {
            var names = string.Join(", ", MeshSetting.All.Select(s => MeshSetting.FileName(s.Key)));
            return $"'{MeshSetting.FileName(key)}' is no setting of a mesh; use one of {names}.";
        }

        var isNumber = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return setting.Value == MeshSetting.WholeNumber && !isNumber ? $"{setting} is '{value}'; use a whole number." : null;
    }

    private static string FullPath(string path) => path.Length == 0 ? path : Path.GetFullPath(path);

    private static ImmutableSortedDictionary<string, string> Settings(SortedDictionary<string, string> values, string group)
    {
        var prefix = group + SettingsPart;
        return values
            .Where(value => value.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToImmutableSortedDictionary(value => value.Key[prefix.Length..], value => value.Value, StringComparer.OrdinalIgnoreCase);
    }
}
