namespace SpecMesh.Gateway.Access;

/// <summary><c>keys new NAME</c>: makes a key, and what settings keep of it.</summary>
internal static class KeysCommand
{
    private const int BadArguments = 2;

    /// <summary>Runs the command if there is one.</summary>
    /// <returns>The exit code. Null: the arguments are no command but settings.</returns>
    public static int? Run(string[] args, TextWriter output, TextWriter errors)
    {
        switch (args)
        {
            case ["keys", "new", var name] when KeySettings.IsName(name):
                WriteNew(name, output);
                return 0;
            case ["keys", ..]:
                errors.WriteLine($"Usage: keys new NAME. {KeySettings.NameRule}");
                return BadArguments;
            default:
                return null;
        }
    }

    private static void WriteNew(string name, TextWriter output)
    {
        var key = KeyHash.NewKey();
        var hash = KeyHash.Write(KeyHash.Of(key));
        output.WriteLine($$"""
            Key of {{name}}, shown only now:  {{key}}

            In the file that Gateway:ApiKeysFile names:
              "{{name}}": { "hash": "{{hash}}" }
            Or as a setting:
              Gateway:ApiKeys:{{name}}:Hash={{hash}}
            """);
    }
}
