using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NJsonSchema;
using SpecMesh.Gateway.Api.Errors;
using SpecMesh.Gateway.Constraints;

namespace SpecMesh.Gateway.Tests.Constraints;

public sealed class SchemaGrammarTests
{
    [Fact]
    public void Whatever_the_rules_let_through_is_valid_against_the_schema() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var schema = new RandomSchema(random).Draw();
        var grammar = new GrammarText(GrammarOf(schema.ToJsonString()));
        // The validator knows the older words for the same things.
        var validator = JsonSchema.FromJsonAsync(Older(schema).ToJsonString()).GetAwaiter().GetResult();
        for (var i = 0; i < 5; i++)
        {
            var json = grammar.Draw(random);
            using var document = JsonDocument.Parse(json);
            var errors = validator.Validate(json);
            Assert.True(errors.Count == 0, $"{string.Join(", ", errors)}\n{json}\n{schema.ToJsonString()}");
        }
    }, iter: 150, threads: 1);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}""", """
        {"a":1}
        {"a": 1, "b": "x"}
        { "a": -0, "b":"\u00e9\n\"é🙂" }
        {"a":12,"b":""}
        """, """
        {}
        {"b":"x","a":1}
        {"a":1,"c":2}
        {"a":1.5}
        {"a":01}
        {"a":1,}
        {"a":1,"b":"	"}
        {"a":1,"b":"\ud800"}
        """)]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{},"c":{}},"required":["b"]}""", """
        {"b":1}
        {"a":[{"x":null}],"b":true}
        {"b":"","c":{}}
        {"a":1,"b":2,"c":3}
        """, """
        {"a":1}
        {"a":1,"c":3}
        {,"b":1}
        """)]
    [InlineData("""{"type":"array","items":{"enum":["a",1,null]},"minItems":1,"maxItems":3}""", """
        ["a"]
        ["a",1, null]
        [ null ]
        """, """
        []
        ["b"]
        ["a","a","a","a"]
        """)]
    [InlineData("""{"$defs":{"tree":{"type":"object","properties":{"v":{"type":"integer"},"kids":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["v"]}},"$ref":"#/$defs/tree"}""", """
        {"v":1}
        {"v":1,"kids":[{"v":2,"kids":[]},{"v":3}]}
        """, """
        {"v":1,"kids":[{}]}
        """)]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]},{"type":"null"}]}""", """
        null
        {"next":{"next":null}}
        """, """
        {}
        """)]
    [InlineData("""{"type":"object"}""", """
        {}
        {"a":{"b":[1,2.5e-3,"x",true]}}
        """, """
        []
        """)]
    [InlineData("""{"type":"object","additionalProperties":false}""", "{}", """
        {"a":1}
        """)]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}-\\d+(\\.\\d+)?$"}""", """
        "AB-1"
        "AB-12.5"
        """, """
        "A-1"
        "AB-12."
        "xAB-1"
        """)]
    [InlineData("""{"type":"string","pattern":"b"}""", """
        "abc"
        "b"
        "\nb\t"
        """, """
        "ac"
        """)]
    [InlineData("""{"type":"string","format":"date"}""", """
        "2024-02-29"
        "1999-12-31"
        """, """
        "2023-02-29"
        "1900-02-29"
        "2023-04-31"
        "2023-13-01"
        """)]
    [InlineData("""{"type":["integer","null"],"minimum":-5,"maximum":123}""", """
        null
        -5
        0
        99
        123
        """, """
        -6
        124
        1.0
        007
        """)]
    public void Lets_through_what_is_valid_and_nothing_else(string schema, string valid, string invalid)
    {
        var grammar = new GrammarText(GrammarOf(schema));
        Assert.All(valid.Split('\n'), json => Assert.True(grammar.Accepts(json.Trim('\r')), $"{json} is refused"));
        Assert.All(invalid.Split('\n'), json => Assert.False(grammar.Accepts(json.Trim('\r')), $"{json} is accepted"));
    }

    [Fact]
    public void Lets_models_break_lines_and_indent()
    {
        var grammar = new GrammarText(GrammarOf("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"}}},"required":["a"]}"""));
        Assert.True(grammar.Accepts("{\n  \"a\": [\n    1,\n    2\n  ]\n}"));
        Assert.False(grammar.Accepts("{" + new string('\n', 50) + "\"a\":[]}"));
    }

    [Fact]
    public void Limits_of_integers_hold_to_the_last_digit() =>
        Gen.Select(Gen.Long[-2_000_000, 2_000_000], Gen.Frequency((1, Gen.Long[0, 30]), (1, Gen.Long[0, 3_000_000]))).Sample((least, span) =>
        {
            var most = least + span;
            var grammar = new GrammarText(GrammarOf($$"""{"type":"integer","minimum":{{least}},"maximum":{{most}}}"""));
            foreach (var value in (long[])[least - 1, least, least + 1, most - 1, most, most + 1, 0, -1, 1, 9, 10, -10, (least + most) / 2, least * 10, most / 10])
                Assert.True(grammar.Accepts($"{value}") == (least <= value && value <= most), $"{value} in {least} to {most}");
        }, iter: 400);

    [Fact]
    public void Limits_may_be_on_one_side_and_exclude_themselves()
    {
        var positive = new GrammarText(GrammarOf("""{"type":"integer","exclusiveMinimum":0}"""));
        Assert.True(positive.Accepts("1") && positive.Accepts("9007199254740991"));
        Assert.False(positive.Accepts("0") || positive.Accepts("-1"));
        var below = new GrammarText(GrammarOf("""{"type":"integer","exclusiveMaximum":-9}"""));
        Assert.True(below.Accepts("-10") && below.Accepts("-12345"));
        Assert.False(below.Accepts("-9") || below.Accepts("5"));
    }

    [Theory]
    [InlineData("""{"type":"object","patternProperties":{}}""", "patternProperties")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "uniqueItems")]
    [InlineData("""{"type":"array","prefixItems":[]}""", "prefixItems")]
    [InlineData("""{"type":"number","multipleOf":2}""", "multipleOf")]
    [InlineData("""{"type":"string","format":"iri"}""", "format")]
    [InlineData("""{"type":"string","pattern":"^(?=a)b$"}""", "pattern")]
    [InlineData("""{"type":"string","pattern":"^a$|^b$"}""", "pattern")]
    [InlineData("""{"type":"string","pattern":"(a"}""", "pattern")]
    [InlineData("""{"type":"string","pattern":"a**"}""", "pattern")]
    [InlineData("""{"type":"string","pattern":"\\bword"}""", "pattern")]
    [InlineData("""{"oneOf":[{}]}""", "oneOf")]
    [InlineData("""{"not":{}}""", "not")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "$ref")]
    [InlineData("""{"$ref":"#/$defs/missing"}""", "$ref")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":{}}""", "additionalProperties")]
    public void A_keyword_that_cannot_be_enforced_is_named(string schema, string keyword)
    {
        var error = Assert.Throws<ApiException>(() => GrammarOf(schema)).Error;
        Assert.Equal($"schema.{keyword}", error.Param);
        Assert.Equal("unsupported_parameter", error.Code);
    }

    private static string GrammarOf(string schema)
    {
        var builder = new GrammarBuilder();
        return builder.Build(SchemaGrammar.Add(builder, SchemaNode.ToNode(JsonElement.Parse(schema), "schema")));
    }

    private static JsonObject Older(JsonObject schema)
    {
        var older = JsonNode.Parse(schema.ToJsonString().Replace("$defs", "definitions", StringComparison.Ordinal))!.AsObject();
        Rewrite(older);
        return older;
    }

    private static void Rewrite(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Rewrite(item);
        }

        if (node is not JsonObject schema)
            return;
        if (schema["const"] is JsonValue only)
        {
            schema.Remove("const");
            schema["enum"] = new JsonArray(only.DeepClone());
        }

        foreach (var (_, value) in schema)
            Rewrite(value);
    }
}
