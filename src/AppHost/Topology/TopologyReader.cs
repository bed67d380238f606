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
    private const string ModelsPart = nameof(MeshTopology.Models) + ":";

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
            var isModelFile = key[(key.LastIndexOf(':') + 1)..].ToUpperInvariant() is "TARGET" or "DRAFT" && !IsFree(key);
            yield return new(key, isModelFile ? Path.Combine(directory, value) : value);
        }
    }

    private static MeshTopology Bind(SortedDictionary<string, string> values)
    {
        string[] problems = [.. values.Select(value => Problem(value.Key, value.Value)).OfType<string>()];
        if (problems.Length > 0)
            throw new TopologyException(problems);

        var mesh = values.Where(value => !IsOfOneModel(value.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var bound = Get<MeshTopology>(mesh);
        return bound with
        {
            Target = FullPath(bound.Target),
            Draft = FullPath(bound.Draft),
            Verifiers = bound.Verifiers with { Settings = Settings(mesh, nameof(MeshTopology.Verifiers)) },
            Drafts = bound.Drafts with { Settings = Settings(mesh, nameof(MeshTopology.Drafts)) },
            Gateways = bound.Gateways with { Settings = Settings(mesh, nameof(MeshTopology.Gateways)) },
            Models = [.. values.Keys.Where(IsOfOneModel).Select(ModelNumber).Distinct().Order().Select(number => BindModel(values, mesh, bound, number))],
        };
    }

    // What an entry does not say, it has in common with the mesh.
    private static ModelGroup BindModel(
        SortedDictionary<string, string> values, Dictionary<string, string> mesh, MeshTopology common, int number)
    {
        var entry = $"{ModelsPart}{number}:";
        var model = mesh.Where(value => IsFree(value.Key) || MeshSetting.For(value.Key).IsOfModel).ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in values.Where(value => value.Key.StartsWith(entry, StringComparison.OrdinalIgnoreCase)))
            model[key[entry.Length..]] = value;

        foreach (var (key, value) in (ReadOnlySpan<(string, int)>)
            [("Context", common.Context), ("Slots", common.Slots), ("Verifiers:Count", common.Verifiers.Count), ("Drafts:Count", common.Drafts.Count)])
        {
            model.TryAdd(key, value.ToString(CultureInfo.InvariantCulture));
        }

        var bound = Get<ModelGroup>(model);
        return bound with
        {
            Target = FullPath(bound.Target),
            Draft = FullPath(bound.Draft),
            Verifiers = bound.Verifiers with { Settings = Settings(model, nameof(ModelGroup.Verifiers)) },
            Drafts = bound.Drafts with { Settings = Settings(model, nameof(ModelGroup.Drafts)) },
        };
    }

    private static string? Problem(string key, string value)
    {
        var name = MeshSetting.FileName(key);
        if (!IsOfOneModel(key))
        {
            if (IsFree(key))
                return null;
            var setting = MeshSetting.Find(key);
            return setting is null ? Unknown(name, "mesh", MeshSetting.All) : NumberProblem(setting, setting.ToString(), value);
        }

        if (key.Split(':', 3) is not [_, var number, var rest] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return $"'{name}' makes no sense: 'models' is a list, such as [{{ \"target\": \"a.gguf\" }}, {{ \"target\": \"b.gguf\" }}].";
        if (rest.Equals(nameof(ModelGroup.Name), StringComparison.OrdinalIgnoreCase) || IsFreeOfNodes(rest))
            return null;
        return MeshSetting.Find(rest) is { IsOfModel: true } ofModel
            ? NumberProblem(ofModel, name, value)
            : Unknown(name, "model", MeshSetting.All.Where(setting => setting.IsOfModel));
    }

    private static string Unknown(string name, string of, IEnumerable<MeshSetting> known) =>
        $"'{name}' is no setting of a {of}; use one of {string.Join(", ", known.Select(setting => MeshSetting.FileName(setting.Key)))}.";

    private static string? NumberProblem(MeshSetting setting, string name, string value)
    {
        var isNumber = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return setting.Value == MeshSetting.WholeNumber && !isNumber ? $"{name} is '{value}'; use a whole number." : null;
    }

    private static bool IsFree(string key) => key.Contains(SettingsPart, StringComparison.OrdinalIgnoreCase);

    private static bool IsFreeOfNodes(string key) =>
        key.StartsWith(nameof(ModelGroup.Verifiers) + SettingsPart, StringComparison.OrdinalIgnoreCase)
        || key.StartsWith(nameof(ModelGroup.Drafts) + SettingsPart, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfOneModel(string key) => key.StartsWith(ModelsPart, StringComparison.OrdinalIgnoreCase);

    private static int ModelNumber(string key) => int.Parse(key.Split(':')[1], CultureInfo.InvariantCulture);

    private static T Get<T>(Dictionary<string, string> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values!).Build().Get<T>()!;

    private static string FullPath(string path) => path.Length == 0 ? path : Path.GetFullPath(path);

    private static ImmutableSortedDictionary<string, string> Settings(Dictionary<string, string> values, string group)
    {
        var prefix = group + SettingsPart;
        return values
            .Where(value => value.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToImmutableSortedDictionary(value => value.Key[prefix.Length..], value => value.Value, StringComparer.OrdinalIgnoreCase);
    }
}
