using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Access;

/// <summary>The keys that open the door now.</summary>
/// <remarks>
/// Keys come and go while the gateway runs, but no change opens the door: once a key was wanted, one is wanted until the end. A file that is half written
/// or gone for a moment changes nothing.
/// </remarks>
internal sealed partial class KeyRing
{
    private readonly KeySettings _settings;
    private readonly IOptions<LimitOptions> _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyRing> _logger;
    private readonly Lock _refreshing = new();
    private Keys _keys;
    private string? _problem;

    public KeyRing(KeySettings settings, IOptions<LimitOptions> limits, TimeProvider time, ILogger<KeyRing> logger)
    {
        (_settings, _limits, _time, _logger) = (settings, limits, time, logger);
        _keys = KeysOf(settings.Read(), before: null);
    }

    /// <summary>Whether everyone may call.</summary>
    public bool IsOpen => Current.Anyone is not null;

    /// <summary>How many keys there are.</summary>
    public int Count => Current.Callers.Length;

    private Keys Current => Volatile.Read(ref _keys);

    /// <summary>Whose key it is.</summary>
    /// <param name="key">What a client sent. Null: nothing.</param>
    /// <returns>Null: the door stays shut.</returns>
    public Caller? Find(string? key)
    {
        var keys = Current;
        if (keys.Anyone is { } anyone)
            return anyone;
        if (key is null)
            return null;

        // Always all of them, and each to its last byte: how long it takes says nothing about any.
        var hash = KeyHash.Of(key);
        Caller? found = null;
        foreach (var (known, caller) in keys.Callers)
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? caller : found;
        return found;
    }

    /// <summary>Reads settings and file again, and takes what they say unless they cannot be read.</summary>
    public void Refresh()
    {
        lock (_refreshing)
        {
            try
            {
                var entries = _settings.Read();
                _problem = null;
                var now = Current;
                var shuts = entries.AreWanted && now.Anyone is not null;
                if (entries.Keys.SequenceEqual(now.Entries) && !shuts)
                    return;
                var next = KeysOf(entries, now);
                Volatile.Write(ref _keys, next);
                Log.Changed(_logger, next.Callers.Length);
                if (next.Callers.Length == 0)
                    Log.NoneLeft(_logger);
            }
            catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
            {
                // Said once, not every two seconds.
                if (_problem != e.Message)
                    Log.Kept(_logger, e.Message);
                _problem = e.Message;
            }
        }
    }

    private Keys KeysOf(KeyEntries entries, Keys? before)
    {
        if (!entries.AreWanted && before is null or { Anyone: not null })
            return new Keys([], [], before?.Anyone ?? CallerOf(Caller.Anyone, _limits.Value.Default));
        return new Keys(
            entries.Keys,
            [.. entries.Keys.Select(entry => (Convert.FromHexString(entry.Hash), Known(entry) ?? CallerOf(entry.Name, entry.Limits)))],
            Anyone: null);

        // What a caller has used up does not come back because another one's key was changed.
        Caller? Known(KeyEntry entry) => before?.Callers
            .Select(static known => known.Caller)
            .FirstOrDefault(caller => caller.Name == entry.Name && caller.Limiter.Limits == entry.Limits);
    }

    private Caller CallerOf(string name, CallLimits limits) => new(name, new CallLimiter(limits, _time));

    private sealed record Keys(IReadOnlyList<KeyEntry> Entries, (byte[] Hash, Caller Caller)[] Callers, Caller? Anyone);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The API keys were changed: {Count} key(s) open the door now.")]
        public static partial void Changed(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "No API key is left: every request is refused. Restart the gateway if it is to be open.")]
        public static partial void NoneLeft(ILogger logger);

        [LoggerMessage(LogLevel.Error, "The API keys stay as they are, since what they were changed to cannot be used: {Problem}")]
        public static partial void Kept(ILogger logger, string problem);
    }
}
