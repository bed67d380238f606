namespace SpecMesh.Gateway.Constraints;

/// <summary>Rules for JSON that schemas share: values of any kind, and strings of the known formats.</summary>
/// <remarks>
/// Space between tokens is bounded: a model that is unsure would else write spaces until its limit. Numbers have at most 16 digits in each
/// part, and exponents two, so that every reader has room for them.
/// </remarks>
internal static class JsonGrammar
{
    public const string Space = "space";
    public const string Gap = "gap";
    public const string Char = "char";
    public const string String = "string";
    public const string Integer = "integer";
    public const string Number = "number";
    public const string Boolean = "boolean";
    public const string Object = "object";
    public const string Array = "array";
    public const string Value = "value";

    private const string Quote = """
        "\""
        """;

    /// <summary>Body of each rule, and the rules that it uses.</summary>
    public static IReadOnlyDictionary<string, (string Body, string[] Uses)> Rules { get; } = new Dictionary<string, (string, string[])>
    {
        // After a colon; between everything else.
        [Gap] = ("""
            " "?
            """, []),
        [Space] = ("""
            (" " | "\n" [ \t]{0,16})?
            """, []),
        // Escapes of half a surrogate pair stand for no character.
        [Char] = ("""
            [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" ([0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}))
            """, []),
        [String] = ($"{Quote} {Char}* {Quote}", [Char]),
        [Integer] = ("""
            "-"? ("0" | [1-9] [0-9]{0,15})
            """, []),
        [Number] = ($$"""
            {{Integer}} ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?
            """, [Integer]),
        [Boolean] = ("""
            "true" | "false"
            """, []),
        [Object] = ($$"""
            "{" {{Space}} (member ("," {{Space}} member)* {{Space}})? "}"
            """, [Space, "member"]),
        ["member"] = ($"{String} \":\" {Gap} {Value}", [String, Gap, Value]),
        [Array] = ($"""
            "[" {Space} ({Value} ("," {Space} {Value})* {Space})? "]"
            """, [Space, Value]),
        [Value] = ($"""
            {Object} | {Array} | {String} | {Number} | {Boolean} | "null"
            """, [Object, Array, String, Number, Boolean]),

        ["date"] = ("""
            [0-9]{4} "-" (long-month "-" (day-to-28 | "29" | "30" | "31") | short-month "-" (day-to-28 | "29" | "30") | "02-" day-to-28) | leap-year "-02-29"
            """, ["long-month", "short-month", "day-to-28", "leap-year"]),
        ["long-month"] = ("""
            "01" | "03" | "05" | "07" | "08" | "10" | "12"
            """, []),
        ["short-month"] = ("""
            "04" | "06" | "09" | "11"
            """, []),
        ["day-to-28"] = ("""
            "0" [1-9] | "1" [0-9] | "2" [0-8]
            """, []),
        ["leap-year"] = ("""
            [0-9]{2} ("0" [48] | [2468] [048] | [13579] [26]) | ("0" [48] | [2468] [048] | [13579] [26]) "00"
            """, []),
        ["time"] = ("""
            clock ("Z" | [-+] (("0" [0-9] | "1" [0-3]) ":" [0-5] [0-9] | "14:00"))
            """, ["clock"]),
        ["clock"] = ("""
            ([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,6})?
            """, []),
        ["date-time"] = ("""
            date "T" time
            """, ["date", "time"]),
        ["duration"] = ("""
            "P" (count "D" ("T" hours)? | "T" hours | count "W")
            """, ["count", "hours"]),
        ["hours"] = ("""
            count "H" (count "M" (count "S")?)? | count "M" (count "S")? | count "S"
            """, ["count"]),
        ["count"] = ("""
            "0" | [1-9] [0-9]{0,5}
            """, []),
        ["uuid"] = ("""
            hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12}
            """, ["hex"]),
        ["hex"] = ("""
            [0-9a-fA-F]
            """, []),
        ["ipv4"] = ("""
            octet "." octet "." octet "." octet
            """, ["octet"]),
        ["octet"] = ("""
            [0-9] | [1-9] [0-9] | "1" [0-9]{2} | "2" [0-4] [0-9] | "25" [0-5]
            """, []),
        ["ipv6"] = ("""
            hex{1,4} (":" hex{1,4}){7}
            """, ["hex"]),
        ["hostname"] = ("""
            label ("." label){0,4}
            """, ["label"]),
        ["label"] = ("""
            [a-z0-9] ([-a-z0-9]{0,30} [a-z0-9])?
            """, []),
        ["email"] = ("""
            [A-Za-z0-9]{1,20} ([._+-] [A-Za-z0-9]{1,20}){0,3} "@" label ("." label){0,3} "." [a-z]{2,10}
            """, ["label"]),
    };

    /// <summary>Whether a string's <c>format</c> is known.</summary>
    public static bool HasFormat(string format) => Formats.Contains(format);

    /// <summary>The known formats, which are names of rules.</summary>
    public static IReadOnlyList<string> Formats { get; } =
        ["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
}
