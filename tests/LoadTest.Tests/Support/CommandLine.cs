namespace SpecMesh.LoadTest.Tests.Support;

/// <summary>What a call of the tool gave.</summary>
internal sealed record CommandLine(int Code, string Output, string Error)
{
    public static async Task<CommandLine> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await LoadTestCli.RunAsync(args, output, error);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
