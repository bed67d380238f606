using System.CommandLine;
using System.Text.Json;
using SpecMesh.LoadTest.Client;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about the server and about each request.</summary>
internal sealed class EndpointOptions
{
    private const string KeyVariable = "OPENAI_API_KEY";
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(10);

    private readonly Option<string> _url = new Option<string>("--url", "--base-url") { HelpName = "URL", Description = "The server." }.Default("http://localhost:8080");
    private readonly Option<string> _api = new Option<string>("--api") { Description = "Which API is called." }.Default("chat").Among("chat", "completions");
    private readonly Option<string?> _key = new("--api-key") { HelpName = "KEY", Description = $"Sent as bearer token. Default: the environment variable {KeyVariable}." };
    private readonly Option<string?> _model = new("--model") { HelpName = "NAME", Description = "The model. Default: the first that the server lists." };
    private readonly Option<string[]> _headers = Options.Several("--header", "NAME=VALUE", "A header of every request. May be repeated.");
    private readonly Option<TimeSpan?> _timeout = Options.Time("--timeout", "Longest time that an answer may take. Default: 10m.");

    private readonly Option<int> _maxTokens =
        Options.Number<int>("--max-tokens", "N", "Longest answer; of synthetic prompts, the mean of it.", 1).Default(128);

    private readonly Option<double> _temperature = Options.Number<double>("--temperature", "T", "Sampling temperature.", 0).Default(0);
    private readonly Option<int> _seed = new Option<int>("--seed") { HelpName = "N", Description = "Chooses arrivals, prompts and, on the server, the answers." }.Default(1);
    private readonly Option<bool> _ignoreEnd = new("--ignore-eos") { Description = "Ask for answers of full length, where the server knows that field." };
    private readonly Option<string?> _body = new("--body", "--extra-body") { HelpName = "JSON", Description = "More fields of every request, as a JSON object." };

    public IEnumerable<Option> All => [_url, _api, _key, _model, _headers, _timeout, _maxTokens, _temperature, _seed, _ignoreEnd, _body];

    public Endpoint Endpoint(ParseResult parsed) => new(
        Client.Endpoint.ParseAddress(parsed.GetRequiredValue(_url)),
        parsed.GetRequiredValue(_api) == "chat" ? ApiKind.Chat : ApiKind.Completions,
        parsed.GetValue(_key) ?? (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null),
        Headers(parsed.GetValue(_headers) ?? []),
        parsed.GetValue(_timeout) ?? DefaultPatience);

    public async Task<RequestSettings> RequestsAsync(ParseResult parsed, Endpoint endpoint, HttpClient http, CancellationToken cancellation) => new(
        parsed.GetValue(_model) ?? await endpoint.FirstModelAsync(http, cancellation),
        parsed.GetValue(_maxTokens),
        parsed.GetValue(_temperature),
        parsed.GetValue(_seed),
        parsed.GetValue(_ignoreEnd),
        Extra(parsed.GetValue(_body)));

    public int MaxTokens(ParseResult parsed) => parsed.GetValue(_maxTokens);

    private static Dictionary<string, string> Headers(IEnumerable<string> pairs) => pairs.ToDictionary(
        static pair => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? pair[..at]
            : throw new LoadTestException($"--header: '{pair}' is not NAME=VALUE."),
        static pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..],
        StringComparer.OrdinalIgnoreCase);

    private static JsonElement? Extra(string? json)
    {
        if (json is null)
            return null;
        try
        {
            if (JsonElement.Parse(json) is { ValueKind: JsonValueKind.Object } extra)
                return extra;
        }
        catch (JsonException e)
        {
            throw new LoadTestException($"--body: {e.Message}", e);
        }

        throw new LoadTestException("--body: expected a JSON object, such as {\"top_p\":0.9}.");
    }
}
