using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.ModelForge.Verification;

namespace SpecMesh.ModelForge.Commands;

/// <summary><c>verify</c>: whether two models give the same output.</summary>
internal static class VerifyCommand
{
    private const string DefaultText = """
        <|im_start|>user
        A farmer has 12 hens and buys 7 more. How many hens are there now?<|im_end|>
        <|im_start|>assistant
        There were 12 hens and 7 more came. 12 + 7 = 19. So there are 19 hens now.<|im_end|>
        Once upon a time, a small fox lived near the river. Every morning it looked at the water and thought of the sea.
        {"name": "Mia", "age": 31, "city": "Lisbon", "tags": ["red", "quiet"]}
        public static int Add(int a, int b) => a + b;
        """;

    public static Command Create(Terminal terminal)
    {
        var a = new Argument<string>("a") { Description = "A GGUF file." };
        var b = new Argument<string>("b") { Description = "A GGUF file with the same vocabulary." };
        var text = new Option<string>("--text") { Description = "A text, or a file that holds one. Default: a built-in sample.", DefaultValueFactory = _ => "" };
        var tolerance = new Option<float>("--tolerance")
        {
            Description = "Greatest difference of a logit that counts as equal.",
            DefaultValueFactory = _ => 0.05f,
        };
        var command = new Command(
            "verify",
            "Runs two models over a text and compares their logits and greedy tokens. Exit code: 0 equal, 1 different, 2 error.")
        {
            a, b, text, tolerance,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(text);
            var sample = given.Length == 0 ? DefaultText : File.Exists(given) ? await File.ReadAllTextAsync(given, cancellationToken) : given;
            var result = await CompareAsync(terminal, parsed.GetRequiredValue(a), parsed.GetRequiredValue(b), sample, cancellationToken);
            var limit = parsed.GetValue(tolerance);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"positions compared          {result.Positions}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"greatest logit difference   {result.GreatestDifference:0.######}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean logit difference       {result.MeanDifference:0.######}"));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"same greedy token           {result.GreedyAgreements} of {result.Positions}"));
            return result.GreedyAgrees && result.GreatestDifference <= limit ? ExitCode.Success : ExitCode.Different;
        });
        return command;
    }

    private static async Task<ModelComparison> CompareAsync(Terminal terminal, string a, string b, string text, CancellationToken cancellationToken)
    {
        var loader = new LlamaModelLoader(NullLogger<LlamaModelLoader>.Instance);
        using var left = await loader.LoadAsync(Options(a), cancellationToken: cancellationToken);
        using var right = await loader.LoadAsync(Options(b), cancellationToken: cancellationToken);
        ModelComparison? result = null;
        ProgressBar.Run(terminal, "Comparing", 1, report => result = ModelComparison.Run(left, right, text, report, cancellationToken));
        return result!;
    }

    private static LlamaOptions Options(string path) => new() { Path = path, Context = 512, Sequences = 1 };
}
