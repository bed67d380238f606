using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Limits;

namespace SpecMesh.Gateway.Tests.Access;

public sealed class KeyRingTests : IDisposable
{
    private readonly ConfigurationManager _settings = new();

    public void Dispose() => _settings.Dispose();

    [Fact]
    public void A_door_that_was_shut_never_opens()
    {
        var given = new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?> { ["Gateway:ApiKeys:alice:Hash"] = KeyHash.Write(KeyHash.Of("a")) },
        };
        ((IConfigurationBuilder)_settings).Add(given);
        var keys = Ring();
        Assert.NotNull(keys.Find("a"));

        _settings.Sources.Remove(given);
        keys.Refresh();

        Assert.False(keys.IsOpen);
        Assert.Null(keys.Find(null));
        Assert.Null(keys.Find("a"));
    }

    [Fact]
    public void A_key_can_shut_an_open_door()
    {
        var keys = Ring();
        Assert.Equal(Caller.Anyone, keys.Find(null)!.Name);

        Set("alice", "a");
        keys.Refresh();

        Assert.Null(keys.Find(null));
        Assert.Equal("alice", keys.Find("a")!.Name);
    }

    [Fact]
    public void What_a_caller_has_used_up_stays_used_up_when_other_keys_change()
    {
        Set("alice", "a", requestsPerMinute: 1);
        var keys = Ring();
        Assert.True(keys.Find("a")!.Limiter.Enter().IsAcquired);

        Set("bob", "b", requestsPerMinute: 1);
        keys.Refresh();

        Assert.False(keys.Find("a")!.Limiter.Enter().IsAcquired);
        Assert.True(keys.Find("b")!.Limiter.Enter().IsAcquired);
    }

    [Fact]
    public void Another_limit_counts_at_once()
    {
        Set("alice", "a", requestsPerMinute: 1);
        var keys = Ring();
        Assert.True(keys.Find("a")!.Limiter.Enter().IsAcquired);

        Set("alice", "a", requestsPerMinute: 0);
        keys.Refresh();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(keys.Find("a")!.Limiter.Enter().IsAcquired));
    }

    [Fact]
    public void The_command_makes_a_key_that_opens()
    {
        using var output = new StringWriter();
        Assert.Equal(0, KeysCommand.Run(["keys", "new", "alice"], output, TextWriter.Null));
        var words = output.ToString().Split([' ', '\n', '\r', '"', '='], StringSplitOptions.RemoveEmptyEntries);

        _settings["Gateway:ApiKeys:alice:Hash"] = words.Last(word => word.StartsWith("sha256:", StringComparison.Ordinal));

        Assert.Equal("alice", Ring().Find(words.Single(word => word.StartsWith("specmesh-", StringComparison.Ordinal)))!.Name);
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("keys", "new")]
    [InlineData("keys", "new", "a b")]
    [InlineData("keys", "old", "alice")]
    public void A_command_that_it_does_not_know_is_explained(params string[] args)
    {
        using var errors = new StringWriter();
        Assert.Equal(2, KeysCommand.Run(args, TextWriter.Null, errors));
        Assert.Contains("keys new NAME", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_no_command() => Assert.Null(KeysCommand.Run(["--Gateway:MaxReplays=3"], TextWriter.Null, TextWriter.Null));

    private void Set(string name, string key, int? requestsPerMinute = null)
    {
        _settings[$"Gateway:ApiKeys:{name}:Hash"] = KeyHash.Write(KeyHash.Of(key));
        if (requestsPerMinute is { } requests)
            _settings[$"Gateway:ApiKeys:{name}:RequestsPerMinute"] = $"{requests}";
    }

    private KeyRing Ring()
    {
        var limits = Options.Create(new LimitOptions());
        return new KeyRing(new KeySettings(_settings, limits), limits, new FakeTimeProvider(), NullLogger<KeyRing>.Instance);
    }
}
