using System.Net;
using Microsoft.Extensions.Options;
using SpecMesh.Gateway.Access;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.Tests.Support;

namespace SpecMesh.Gateway.Tests.Access;

/// <summary>Keys in a file come and go while the gateway runs.</summary>
public sealed class KeysFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"specmesh-keys-{Guid.NewGuid():N}.json");
    private readonly CancellationToken _limit = Limit.Start();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_change_counts_without_a_restart_and_a_broken_file_changes_nothing()
    {
        Write(("alice", "key-of-alice"));
        var log = new LogLines();
        await using var gateway = await TestGateway.StartAsync([], log.AddTo, ("Gateway:ApiKeysFile", _file));
        await log.WaitForAsync("1 API key(s) open this gateway", _limit);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "key-of-alice"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(gateway, "key-of-bob"));

        Write(("alice", "key-of-alice"), ("bob", "key-of-bob"));
        await log.WaitForAsync("2 key(s) open the door now", _limit);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "key-of-bob"));

        await File.WriteAllTextAsync(_file, """{ "alice": { "ha""", _limit);
        await log.WaitForAsync("The API keys stay as they are", _limit);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "key-of-bob"));

        Write(("bob", "key-of-bob"));
        await log.WaitForAsync("1 key(s) open the door now", _limit);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(gateway, "key-of-alice"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(gateway, "key-of-bob"));

        Write();
        await log.WaitForAsync("No API key is left", _limit);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(gateway, "key-of-bob"));
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("[]", "not what it should be")]
    [InlineData("""{"alice":{"hash":"abc"}}""", "64 hexadecimal digits")]
    [InlineData("""{"alice":{}}""", "64 hexadecimal digits")]
    [InlineData("""{"a b":{"hash":"HASH"}}""", "a name that cannot be used")]
    [InlineData("""{"alice":{"hash":"HASH","requestPerMinute":5}}""", "requestPerMinute")]
    [InlineData("""{"alice":{"hash":"HASH","requestsPerMinute":-5}}""", "RequestsPerMinute -5")]
    [InlineData("""{"alice":{"hash":"HASH"},"bob":{"hash":"HASH"}}""", "the same hash as 'alice'")]
    public async Task A_file_that_cannot_be_used_stops_the_gateway_at_start(string? text, string problem)
    {
        if (text is not null)
            await File.WriteAllTextAsync(_file, text.Replace("HASH", KeyHash.Write(KeyHash.Of("a")), StringComparison.Ordinal), _limit);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestGateway.StartAsync([], ("Gateway:ApiKeysFile", _file)));

        var sentence = Assert.Single(failure.Failures);
        Assert.Contains(problem, sentence, StringComparison.Ordinal);
        Assert.Contains(_file, sentence, StringComparison.Ordinal);
    }

    private void Write(params (string Name, string Key)[] keys) => File.WriteAllText(
        _file, $"{{{string.Join(',', keys.Select(key => $"\"{key.Name}\":{{\"hash\":\"{KeyHash.Write(KeyHash.Of(key.Key))}\"}}"))}}}");

    private async Task<HttpStatusCode> GetAsync(TestGateway gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/models", UriKind.Relative));
        request.Headers.Add("x-api-key", key);
        using var response = await gateway.Http.SendAsync(request, _limit);
        return response.StatusCode;
    }
}
