using System.CommandLine;

namespace SpecMesh.MeshBench;

/// <summary>The command line.</summary>
internal static class BenchCommand
{
    public static RootCommand Create()
    {
        var shape = new Option<string>("--shape")
        {
            Description = "Stretch the bundled target to WIDTHxDEPTHxFFN; 'none' runs it as it is.",
            DefaultValueFactory = static _ => TargetShape.Default.ToString(),
        };
        var temperatures = new Option<float[]>("--temperature")
        {
            Description = "Temperatures to measure.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [0],
        };
        var concurrencies = new Option<int[]>("--concurrency")
        {
            Description = "Requests at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [1],
        };
        var rounds = new Option<int>("--rounds") { Description = "How often the modes take turns.", DefaultValueFactory = static _ => 2 };
        var prompts = new Option<int>("--prompts") { Description = "Held-out prompts from each genre.", DefaultValueFactory = static _ => 4 };
        var maxTokens = new Option<int>("--max-tokens") { Description = "Longest answer.", DefaultValueFactory = static _ => 128 };
        var threads = new Option<int>("--verifier-threads") { Description = "Threads of the verifier. 0: its default." };
        var drafts = new Option<int>("--drafts") { Description = "Draft nodes.", DefaultValueFactory = static _ => 1 };
        var output = new Option<string?>("--output") { Description = "Folder for the JSON and Markdown reports." };
        var verbose = new Option<bool>("--verbose") { Description = "Show the services' logs." };
        var command = new RootCommand(
            "Measures a mesh with its drafts against the same mesh without, in one run, taking turns request by request.")
        {
            shape, temperatures, concurrencies, rounds, prompts, maxTokens, threads, drafts, output, verbose,
        };
        command.SetAction((parsed, cancellation) => Bench.RunAsync(
            new BenchOptions(
                parsed.GetRequiredValue(shape) is var text && text == "none" ? null : TargetShape.Parse(text),
                parsed.GetRequiredValue(temperatures),
                parsed.GetRequiredValue(concurrencies),
                parsed.GetValue(rounds),
                parsed.GetValue(prompts),
                parsed.GetValue(maxTokens),
                parsed.GetValue(threads),
                parsed.GetValue(drafts),
                parsed.GetValue(output),
                parsed.GetValue(verbose)),
            cancellation));
        return command;
    }
}
