using SpecMesh.LoadTest.Client;

namespace SpecMesh.LoadTest.Tests.Client;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080/v1/chat/completions")]
    [InlineData("http://localhost:8080/", "http://localhost:8080/v1/chat/completions")]
    [InlineData("http://localhost:8080/v1", "http://localhost:8080/v1/chat/completions")]
    [InlineData("localhost:8080", "http://localhost:8080/v1/chat/completions")]
    [InlineData("https://host/openai/v1/", "https://host/openai/v1/chat/completions")]
    public void The_address_may_be_given_in_any_usual_form(string text, string request)
    {
        var endpoint = new Endpoint(Endpoint.ParseAddress(text), ApiKind.Chat, null, new Dictionary<string, string>(), TimeSpan.FromSeconds(1));

        Assert.Equal(request, new Uri(endpoint.Address, endpoint.Path).ToString());
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("http://")]
    [InlineData("")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<LoadTestException>(() => Endpoint.ParseAddress(text));
}
