using System.Net;
using System.Text.Json;
using Grpc.Core;
using SpecMesh.Gateway.Tests.Support;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Tests.Api;

/// <summary>Each bad request gets a clear error and the gateway goes on.</summary>
public sealed class BadRequestTests() : ScriptedMeshTests(settings: ("Gateway:MaxRequestBytes", "20000"))
{
    private const string Chat = "/v1/chat/completions";
    private const string Completions = "/v1/completions";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""")]
    public async Task What_is_no_JSON_object(string body) => await AssertBadAsync(Chat, body, null, "invalid_json");

    [Theory]
    [InlineData("""{"messages":"Hi"}""", "messages", "array")]
    [InlineData("""{"messages":["Hi"]}""", "messages[0]", "object")]
    [InlineData("""{"messages":[{"role":1,"content":"Hi"}]}""", "messages[0].role", "string")]
    [InlineData("""{"messages":[{"role":"user","content":1}]}""", "messages[0].content", "string")]
    [InlineData("""{"messages":[{"role":"user","content":["Hi"]}]}""", "messages[0].content[0]", "object")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":3}]}]}""", "messages[0].content[0].text", "string")]
    [InlineData("""{"temperature":"hot"}""", "temperature", "number")]
    [InlineData("""{"top_k":1.5}""", "top_k", "integer")]
    [InlineData("""{"seed":18446744073709551616}""", "seed", "64 bits")]
    [InlineData("""{"seed":0.5}""", "seed", "integer")]
    [InlineData("""{"stream":"yes"}""", "stream", "true or false")]
    [InlineData("""{"stop":5}""", "stop", "string")]
    [InlineData("""{"stop":["a",5]}""", "stop", "string")]
    [InlineData("""{"logit_bias":[]}""", "logit_bias", "object")]
    [InlineData("""{"logit_bias":{"5":"x"}}""", "logit_bias.5", "number")]
    [InlineData("""{"logit_bias":{"5":null}}""", "logit_bias.5", "number")]
    [InlineData("""{"model":3}""", "model", "string")]
    [InlineData("""{"max_tokens":"many"}""", "max_tokens", "integer")]
    [InlineData("""{"speculation":true}""", "speculation", "object")]
    [InlineData("""{"speculation":{"enabled":1}}""", "speculation.enabled", "true or false")]
    [InlineData("""{"speculation":{"draft":7}}""", "speculation.draft", "a string")]
    [InlineData("""{"logprobs":3}""", "logprobs", "true or false")]
    [InlineData("""{"ignore_eos":1}""", "ignore_eos", "true or false")]
    [InlineData("""{"prediction":"Hi"}""", "prediction", "an object")]
    [InlineData("""{"prediction":{"type":"content","content":3}}""", "prediction.content", "a string")]
    [InlineData("""{"specmesh":[]}""", "specmesh", "an object")]
    [InlineData("""{"specmesh":{"tokens":1}}""", "specmesh.tokens", "true or false")]
    [InlineData("""{"user":3}""", "user", "a string")]
    [InlineData("""{"metadata":"x"}""", "metadata", "an object")]
    [InlineData("""{"store":"x"}""", "store", "true or false")]
    [InlineData("""{"parallel_tool_calls":"x"}""", "parallel_tool_calls", "true or false")]
    [InlineData("""{"service_tier":1}""", "service_tier", "a string")]
    public async Task A_wrong_type_names_the_field(string fields, string field, string expected) =>
        Assert.Contains(expected, await AssertBadAsync(Chat, WithMessages(fields), field, "invalid_type"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"speculation":{"max_depth":-1}}""", "speculation.max_depth", "from 0 to 256")]
    [InlineData("""{"speculation":{"min_depth":5,"max_depth":4}}""", "speculation.min_depth", "above 'speculation.max_depth'")]
    [InlineData("""{"temperature":2.1}""", "temperature", "from 0 to 2")]
    [InlineData("""{"temperature":-0.1}""", "temperature", "from 0 to 2")]
    [InlineData("""{"temperature":1e300}""", "temperature", "from 0 to 2")]
    [InlineData("""{"top_p":1.01}""", "top_p", "from 0 to 1")]
    [InlineData("""{"min_p":-1}""", "min_p", "from 0 to 1")]
    [InlineData("""{"top_k":-2}""", "top_k", "from -1")]
    [InlineData("""{"presence_penalty":2.5}""", "presence_penalty", "from -2 to 2")]
    [InlineData("""{"frequency_penalty":-2.5}""", "frequency_penalty", "from -2 to 2")]
    [InlineData("""{"repeat_penalty":-1}""", "repeat_penalty", "from 0 to 10")]
    [InlineData("""{"repeat_last_n":-2}""", "repeat_last_n", "from -1")]
    [InlineData("""{"logit_bias":{"5":101}}""", "logit_bias.5", "from -100 to 100")]
    [InlineData("""{"max_tokens":0}""", "max_tokens", "from 1")]
    [InlineData("""{"max_completion_tokens":9999999999}""", "max_completion_tokens", "to 2147483647")]
    [InlineData("""{"n":0}""", "n", "from 1 to 128")]
    [InlineData("""{"logprobs":true,"top_logprobs":21}""", "top_logprobs", "from 0 to 20")]
    [InlineData("""{"specmesh":{"tokens":true,"top_logprobs":21}}""", "specmesh.top_logprobs", "from 0 to 20")]
    [InlineData("""{"min_tokens":-1}""", "min_tokens", "from 0")]
    public async Task A_value_out_of_range_names_field_and_range(string fields, string field, string range) =>
        Assert.Contains(range, await AssertBadAsync(Chat, WithMessages(fields), field, "invalid_value"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":[{"role":"robot","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"stop":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""", "stop")]
    [InlineData("""{"stop":""}""", "stop")]
    [InlineData("""{"logit_bias":{"five":1}}""", "logit_bias")]
    [InlineData("""{"response_format":{"type":"xml"}}""", "response_format.type")]
    [InlineData("""{"response_format":{"type":"json_object"},"grammar":"root ::= \"a\""}""", "grammar")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"grammar":"root ::= \"a\""}""", "grammar")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"strange"}}}}""", "response_format.json_schema.schema.type")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"array","minItems":-1}}}}""", "response_format.json_schema.schema.minItems")]
    [InlineData("""{"tool_choice":"auto"}""", "tool_choice")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"sometimes"}""", "tool_choice")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}}""", "tool_choice.function.name")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"a b"}}]}""", "tools[0].function.name")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}]}""", "tools")]
    [InlineData("""{"logit_bias":{"-5":1}}""", "logit_bias")]
    [InlineData("""{"stream_options":{"include_usage":true}}""", "stream_options")]
    [InlineData("""{"top_logprobs":2}""", "top_logprobs")]
    [InlineData("""{"specmesh":{"top_logprobs":2}}""", "specmesh.top_logprobs")]
    [InlineData("""{"min_tokens":9,"max_tokens":8}""", "min_tokens")]
    [InlineData("""{"service_tier":"golden"}""", "service_tier")]
    [InlineData("""{"prediction":{"type":"audio"}}""", "prediction.type")]
    public async Task A_senseless_value_names_the_field(string fields, string field) =>
        await AssertBadAsync(Chat, WithMessages(fields), field, "invalid_value");

    [Theory]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":null}""", "messages")]
    [InlineData("""{"messages":[{"content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"response_format":{}}""", "response_format.type")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema"}}""", "response_format.json_schema")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"x"}}}""", "response_format.json_schema.schema")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function"}]}""", "tools[0].function")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"type":"function"}]}]}""", "messages[0].tool_calls[0].function")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    public async Task A_missing_field_is_named(string body, string field) =>
        await AssertBadAsync(Chat, body, field, "missing_required_parameter");

    [Theory]
    [InlineData("""{"tools":[{"type":"custom"}]}""", "tools[0].type")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools"}}""", "tool_choice.type")]
    [InlineData("""{"functions":[{"name":"f"}]}""", "functions")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"a":{"type":"string","contentEncoding":"base64"}}}}}}""", "response_format.json_schema.schema.properties.a.contentEncoding")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"schema":{"allOf":[{}]}}}}""", "response_format.json_schema.schema.allOf")]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","minProperties":2}}}]}""", "tools[0].function.parameters.minProperties")]
    [InlineData("""{"modalities":["text","audio"]}""", "modalities")]
    [InlineData("""{"web_search_options":{}}""", "web_search_options")]
    [InlineData("""{"mirostat":2}""", "mirostat")]
    [InlineData("""{"typical_p":0.9}""", "typical_p")]
    [InlineData("""{"stop_token_ids":[2]}""", "stop_token_ids")]
    [InlineData("""{"use_beam_search":true}""", "use_beam_search")]
    [InlineData("""{"audio":{"voice":"x"}}""", "audio")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages[0].content[0].type")]
    public async Task An_unsupported_feature_says_so(string fields, string field) => Assert.Contains(
        "not supported", await AssertBadAsync(Chat, WithMessages(fields), field, "unsupported_parameter"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "prompt", "missing_required_parameter")]
    [InlineData("""{"prompt":""}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":[]}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":[[]]}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":[1,-2]}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":[1,1.5]}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":{"text":"Hi"}}""", "prompt", "invalid_type")]
    [InlineData("""{"prompt":[1,true]}""", "prompt", "invalid_type")]
    [InlineData("""{"prompt":["a",""]}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":["a",5]}""", "prompt", "invalid_type")]
    [InlineData("""{"prompt":"a","logprobs":21}""", "logprobs", "invalid_value")]
    [InlineData("""{"prompt":"a","logprobs":true}""", "logprobs", "invalid_type")]
    [InlineData("""{"prompt":"a","echo":true,"logprobs":1}""", "echo", "unsupported_parameter")]
    [InlineData("""{"prompt":"a","best_of":2,"n":3}""", "best_of", "unsupported_parameter")]
    [InlineData("""{"prompt":"a","best_of":2}""", "best_of", "unsupported_parameter")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix", "unsupported_parameter")]
    public async Task A_bad_completion_request_names_the_field(string body, string field, string code) =>
        await AssertBadAsync(Completions, body, field, code);

    [Theory]
    [InlineData("""{"mirostat":0}""")]
    [InlineData("""{"typical_p":1,"length_penalty":1.0}""")]
    [InlineData("""{"stop_token_ids":[],"use_beam_search":false,"audio":null}""")]
    public async Task A_feature_that_is_switched_off_is_no_mistake(string fields)
    {
        var (response, _) = await Gateway.PostAsync(Chat, WithMessages(fields));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("X-SpecMesh-Speculation", "perhaps")]
    [InlineData("X-SpecMesh-Max-Depth", "deep")]
    [InlineData("X-SpecMesh-Max-Depth", "257")]
    [InlineData("X-SpecMesh-Min-Depth", "-1")]
    public async Task A_bad_header_is_named(string header, string value)
    {
        Gateway.Http.DefaultRequestHeaders.Add(header, value);
        var (response, body) = await Gateway.PostAsync(Completions, """{"prompt":"Hi"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        AssertError(body, "invalid_request_error", header, "invalid_value");
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        var (response, body) = await Gateway.PostAsync(Chat, WithMessages("""{"model":"gpt-9"}"""));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        AssertError(body, "invalid_request_error", "model", "model_not_found");
        Assert.Contains("gpt-9", Message(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var (response, body) = await Gateway.PostAsync(Completions, $$"""{"prompt":"{{new string('x', 20_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        AssertError(body, "invalid_request_error", null, "request_too_large");
        Assert.Contains("20000 bytes", Message(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_URL_and_a_wrong_method_have_error_bodies()
    {
        var (response, body) = await Gateway.PostAsync("/v1/embeddings", "{}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("POST /v1/embeddings", Message(body), StringComparison.Ordinal);

        (response, body) = await Gateway.GetAsync(Chat);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("GET", Message(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, HttpStatusCode.BadRequest, null)]
    [InlineData(StatusCode.OutOfRange, HttpStatusCode.BadRequest, "context_length_exceeded")]
    [InlineData(StatusCode.NotFound, HttpStatusCode.NotFound, "model_not_found")]
    public async Task What_the_verifier_finds_wrong_is_the_clients_even_when_streaming(StatusCode code, HttpStatusCode status, string? error)
    {
        await using var verifier = await ScriptedNode.StartAsync(NodeRole.Verifier, "strict", Behaviour.Refuse(code, "too much of it"));
        await using var gateway = await TestGateway.StartAsync(verifier);

        var (response, body) = await gateway.PostAsync(Chat, WithMessages("""{"stream":true}"""));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, body.GetProperty("error").GetProperty("code").GetString());
        if (code != StatusCode.NotFound)
            Assert.Equal("too much of it", Message(body));
        Assert.Single(verifier.Calls);
    }

    private async Task<string> AssertBadAsync(string path, string json, string? field, string code)
    {
        var (response, body) = await Gateway.PostAsync(path, json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        AssertError(body, "invalid_request_error", field, code);
        Assert.Empty(Verifier.Calls);
        if (field is not null)
            Assert.Contains($"'{field}'", Message(body), StringComparison.Ordinal);

        (response, _) = await Gateway.PostAsync(Completions, """{"prompt":"Hi"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Message(body);
    }

    private static void AssertError(JsonElement body, string type, string? field, string? code)
    {
        var error = body.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.Equal(field, error.GetProperty("param").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
    }

    private static string Message(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString()!;

    // Good messages, unless the fields have messages of their own.
    private static string WithMessages(string fields) => fields.Contains("\"messages\"", StringComparison.Ordinal)
        ? fields
        : $$"""{"messages":[{"role":"user","content":"Hi"}],{{fields.TrimStart('{')}}""";
}
