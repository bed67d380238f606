namespace SpecMesh.Inference.Tests.Grammars;

/// <summary>Grammars of the kinds that people use.</summary>
internal static class SampleGrammars
{
    public const string Json = """
        root ::= object
        value ::= object | array | string | number | ("true" | "false" | "null") ws
        object ::= "{" ws (string ":" ws value ("," ws string ":" ws value)*)? "}" ws
        array ::= "[" ws (value ("," ws value)*)? "]" ws
        string ::= "\"" ([^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4}))* "\"" ws
        number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
        ws ::= | " " | "\n" [ \t]{0,20}
        """;

    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("json", Json),
        ("answer", "root ::= \"yes\" | \"no\" | \"I do not know\" \".\"?"),
        ("list", "root ::= item+\nitem ::= \"- \" [^\\r\\n\\x0b\\x0c\\x85\\u2028\\u2029]+ \"\\n\""),
        ("arithmetic", "root ::= (expr \"=\" ws term \"\\n\")+\nexpr ::= term ([-+*/] term)*\nterm ::= ident | num | \"(\" ws expr \")\" ws\nident ::= [a-z] [a-z0-9]* ws\nnum ::= [0-9]+ ws\nws ::= [ \\t\\n]*"),
        ("greek", "root ::= [α-ω]+ (\" \" [Α-Ωa-z]{2,5})* [🙂-🙆東京]?"),
        ("counted", "root ::= [a-z ]{5,30} \".\""),
    ];
}
