namespace SpecMesh.Gateway.OpenApi;

/// <summary>Requests that can be sent as they are. Tests do.</summary>
internal static class Examples
{
    public static readonly RequestExample[] Chat =
    [
        new("short", """{"messages": [{"role": "user", "content": "Tell me a short story about a fox."}], "max_tokens": 100}"""),
        new("streamed", """
            {
              "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 17 + 25?"}],
              "temperature": 0, "stream": true, "stream_options": {"include_usage": true}
            }
            """),
        new("json", """
            {
              "messages": [{"role": "user", "content": "Invent a person."}],
              "response_format": {"type": "json_schema", "json_schema": {"name": "person", "schema": {
                "type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name", "age"]}}}
            }
            """),
        new("tools", """
            {
              "messages": [{"role": "user", "content": "How warm is it in Oslo?"}],
              "tools": [{"type": "function", "function": {"name": "temperature", "description": "The temperature in a town.",
                "parameters": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}}}],
              "tool_choice": "auto"
            }
            """),
        new("speculation", """
            {
              "messages": [{"role": "user", "content": "Tell me a short story about a fox."}], "seed": 7, "max_tokens": 50,
              "logprobs": true, "top_logprobs": 2, "speculation": {"max_depth": 8}, "specmesh": {"tokens": true, "metrics": true}
            }
            """),
        new("prediction", """
            {
              "messages": [{"role": "user", "content": "Correct the spelling: The quick brwon fox."}],
              "prediction": {"type": "content", "content": "The quick brown fox."}
            }
            """),
    ];

    public static readonly RequestExample[] Completion =
    [
        new("short", """{"prompt": "Once upon a time", "max_tokens": 50, "stop": ["\n\n"]}"""),
        new("streamed", """{"prompt": "Once upon a time", "max_tokens": 50, "stream": true}"""),
        new("several", """{"prompt": ["One, two,", "A, B,"], "n": 2, "max_tokens": 8, "temperature": 0.8, "seed": 3, "echo": true}"""),
        new("tokens", """{"prompt": [1, 2, 3], "max_tokens": 4, "logprobs": 2}"""),
    ];

    public static readonly RequestExample[] Tokenize =
    [
        new("ids", """{"content": "Hello world", "add_special": true}"""),
        new("pieces", """{"content": "Hello world", "with_pieces": true}"""),
    ];

    public static readonly RequestExample[] Detokenize = [new("ids", """{"tokens": [72, 101, 108]}""")];

    public static readonly RequestExample[] ApplyTemplate = [new("chat", """{"messages": [{"role": "user", "content": "Hi"}]}""")];

    public static readonly RequestExample[] Response =
    [
        new("short", """{"input": "Tell me a short story about a fox.", "max_output_tokens": 100}"""),
        new("streamed", """
            {
              "instructions": "Be brief.", "input": [{"role": "user", "content": [{"type": "input_text", "text": "What is 17 + 25?"}]}],
              "temperature": 0, "stream": true
            }
            """),
        new("json", """
            {
              "input": "Invent a person.",
              "text": {"format": {"type": "json_schema", "name": "person", "schema": {
                "type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}}
            }
            """),
    ];

    public static readonly RequestExample[] ResponseTokens = [new("short", """{"input": "How many tokens are this?"}""")];

    public static readonly RequestExample[] Message =
    [
        new("short", """{"messages": [{"role": "user", "content": "Tell me a short story about a fox."}], "max_tokens": 100}"""),
        new("streamed", """
            {"system": "Be brief.", "messages": [{"role": "user", "content": "What is 17 + 25?"}], "max_tokens": 50, "temperature": 0, "stream": true}
            """),
        new("tools", """
            {
              "messages": [{"role": "user", "content": "How warm is it in Oslo?"}], "max_tokens": 100,
              "tools": [{"name": "temperature", "description": "The temperature in a town.",
                "input_schema": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}}],
              "tool_choice": {"type": "auto"}
            }
            """),
    ];

    public static readonly RequestExample[] MessageTokens = [new("short", """{"messages": [{"role": "user", "content": "How many tokens are this?"}]}""")];
}
