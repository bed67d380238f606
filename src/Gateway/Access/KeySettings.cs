using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Access;

/// <summary>A key that was read and found well-formed.</summary>
/// <param name="Name">Whom it was given to.</param>
/// <param name="Hash">Its hash: 64 hexadecimal digits.</param>
/// <param name="Limits">What its holder may do.</param>
internal sealed record KeyEntry(string Name, string Hash, CallLimits Limits);

/// <summary>All keys, in order of name.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="AreWanted">Whether a key is wanted at all: there are some, or a file is named for them.</param>
internal sealed record KeyEntries(IReadOnlyList<KeyEntry> Keys, bool AreWanted);

/// <summary>Reads keys from the configuration and from the file that it names.</summary>
/// <remarks>
/// The file is read anew each time: it is small, and notifications of changes do not work on every file system (network mounts, the symbolic links
/// that Kubernetes swaps).
/// </remarks>
internal sealed partial class KeySettings(IConfiguration configuration, IOptions<LimitOptions> limits)
{
    /// <summary>What <see cref="IsName"/> asks for.</summary>
    public const string NameRule = "NAME is 1 to 64 letters, digits, '-', '_' and '.'.";

    private const string Inline = "Gateway:ApiKeys";

    private static readonly JsonSerializerOptions FileFormat = new()
    {
        PropertyNameCaseInsensitive = true,
        // A limit with a slip in its name must not be no limit.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static bool IsName(string name) => Name().IsMatch(name);

    /// <exception cref="OptionsValidationException">Some cannot be used; its sentences say which and why.</exception>
    public KeyEntries Read()
    {
        var options = new AccessOptions();
        configuration.GetSection(AccessOptions.Section).Bind(options);
        var keys = new List<KeyEntry>();
        var errors = new List<string>();
        foreach (var (name, key) in options.ApiKeys)
            Add(name, key, $"{Inline}:{name}");
        var file = string.IsNullOrWhiteSpace(options.ApiKeysFile) ? null : options.ApiKeysFile;
        if (file is not null)
        {
            foreach (var (name, key) in ReadFile(file, errors))
                Add(name, key, $"'{name}' in {file}");
        }

        if (errors.Count > 0)
            throw new OptionsValidationException(nameof(AccessOptions), typeof(AccessOptions), errors);
        return new KeyEntries([.. keys.OrderBy(static key => key.Name, StringComparer.Ordinal)], keys.Count > 0 || file is not null);

        void Add(string name, ApiKeyOptions? key, string place)
        {
            if (EntryOf(name, key ?? new ApiKeyOptions(), place, errors) is not { } entry)
                return;
            if (keys.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                errors.Add($"{place} is there twice. Give each key a name of its own.");
            else if (keys.FirstOrDefault(other => other.Hash == entry.Hash) is { } twin)
                errors.Add($"{place} has the same hash as '{twin.Name}'. Make each a key of its own: keys new {name}.");
            else
                keys.Add(entry);
        }
    }

    private KeyEntry? EntryOf(string name, ApiKeyOptions key, string place, List<string> errors)
    {
        var before = errors.Count;
        if (!IsName(name))
            errors.Add($"{place} has a name that cannot be used. {NameRule}");
        if (!KeyHash.TryParse(key.Hash, out var hash))
            errors.Add($"{place} has no hash of a key. Set it to the key's SHA-256, 64 hexadecimal digits: 'keys new {name}' makes both.");
        var own = limits.Value.For(key);
        errors.AddRange(own.Problems(place));
        return errors.Count == before ? new KeyEntry(name, Convert.ToHexStringLower(hash!), own) : null;
    }

    private static Dictionary<string, ApiKeyOptions> ReadFile(string file, List<string> errors)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, ApiKeyOptions>>(File.ReadAllText(file), FileFormat) ?? [];
        }
        catch (JsonException e)
        {
            errors.Add($"Gateway:ApiKeysFile is {file}, which is not what it should be: {e.Message} Write {{ \"NAME\": {{ \"hash\": \"sha256:...\" }} }}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"Gateway:ApiKeysFile is {file}, which cannot be read: {e.Message} Name a file that this process may read.");
        }

        return [];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
