using System.Text.Json.Nodes;

namespace SpecMesh.Gateway.Tests.Constraints;

/// <summary>JSON Schemas drawn at random, of all that can be enforced.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Formats = ["date", "time", "date-time", "uuid", "email", "hostname", "ipv4", "ipv6"];
    private static readonly string[] Patterns = ["^[a-z]{2,5}$", "^(yes|no)$", @"^\d{3}-\d{2,4}$", @"^""\\[^x]?$", "^a.c*$", "b+"];

    /// <summary>A schema whose root is an object, with a definition that may refer to itself.</summary>
    public JsonObject Draw()
    {
        var schema = Object(depth: 3);
        schema["$defs"] = new JsonObject
        {
            // Ends somewhere: the reference is optional.
            ["node"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["value"] = Leaf(), ["next"] = new JsonObject { ["$ref"] = "#/$defs/node" } },
                ["required"] = new JsonArray("value"),
                ["additionalProperties"] = false,
            },
        };
        return schema;
    }

    private JsonObject Any(int depth) => depth == 0 ? Leaf() : random.Next(8) switch
    {
        0 or 1 => Object(depth - 1),
        2 => Array(depth - 1),
        3 => new JsonObject { ["anyOf"] = new JsonArray(Any(depth - 1), Any(depth - 1)) },
        4 => new JsonObject { ["$ref"] = "#/$defs/node" },
        5 => new JsonObject { ["type"] = "object", ["additionalProperties"] = Any(depth - 1) },
        _ => Leaf(),
    };

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in (string[])["name", "a \"b\"", "größe", "x", "y\\z"])
        {
            if (random.Next(2) == 0)
                continue;
            properties[name] = Any(depth);
            if (random.Next(2) == 0)
                required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth) };
        var least = random.Next(3);
        if (random.Next(2) == 0)
            schema["minItems"] = least;
        if (random.Next(2) == 0)
            schema["maxItems"] = least + random.Next(3);
        return schema;
    }

    private JsonObject Leaf() => random.Next(11) switch
    {
        0 => new JsonObject { ["type"] = "boolean", ["description"] = "yes or no" },
        1 => new JsonObject { ["type"] = "null" },
        2 => new JsonObject { ["type"] = "number" },
        3 => Integer(),
        4 => new JsonObject { ["enum"] = new JsonArray("red", "gr\"ün", 3, null, true, 1.5) },
        5 => new JsonObject { ["const"] = "only\nthis" },
        6 => new JsonObject { ["type"] = "string", ["format"] = Formats[random.Next(Formats.Length)] },
        7 => new JsonObject { ["type"] = "string", ["pattern"] = Patterns[random.Next(Patterns.Length)] },
        8 => new JsonObject { ["type"] = new JsonArray("string", "null"), ["maxLength"] = 3 + random.Next(5) },
        9 => Text(),
        _ => new JsonObject { ["type"] = "string" },
    };

    private JsonObject Text()
    {
        var least = random.Next(5);
        return new JsonObject { ["type"] = "string", ["minLength"] = least, ["maxLength"] = least + random.Next(10) };
    }

    private JsonObject Integer()
    {
        var least = random.NextInt64(-1000, 1000);
        return random.Next(2) == 0
            ? new JsonObject { ["type"] = "integer" }
            : new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = least + random.NextInt64(0, 2000) };
    }
}
