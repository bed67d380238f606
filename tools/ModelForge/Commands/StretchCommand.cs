using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using SpecMesh.ModelForge.Gguf;
using SpecMesh.ModelForge.Stretching;

namespace SpecMesh.ModelForge.Commands;

/// <summary><c>stretch</c>: a larger model with the same function.</summary>
internal static class StretchCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("in") { Description = "A GGUF file of the Llama architecture, with F32, F16, BF16 or Q8_0 weights." };
        var output = new Argument<string>("out") { Description = "The file to write." };
        var width = new Option<int?>("--width") { Description = "Embedding length. Default: the model's own." };
        var depth = new Option<int?>("--depth") { Description = "Number of layers. Default: the model's own." };
        var ffn = new Option<int?>("--ffn") { Description = "Feed-forward length. Default: the model's own." };
        var type = new Option<string?>("--type") { Description = "How matrices are stored. Default: the model's own type." };
        type.AcceptOnlyFromAmong("F32", "F16", "Q8_0");
        var seed = new Option<int>("--seed") { Description = "Chooses the added weights.", DefaultValueFactory = _ => 1 };
        var force = new Option<bool>("--force") { Description = "Replace the output file if it exists." };
        var command = new Command(
            "stretch",
            """
            Makes a larger model that gives the same output, at the cost in time and memory of any model of that size.
            The bundled target at about 150 M parameters: --width 992 --depth 13 --ffn 2688
            """)
        {
            input, output, width, depth, ffn, type, seed, force,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new StretchOptions(
                parsed.GetValue(width),
                parsed.GetValue(depth),
                parsed.GetValue(ffn),
                parsed.GetValue(type) is { } name ? Enum.Parse<TensorType>(name) : null,
                parsed.GetValue(seed));
            Run(terminal, parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), options, parsed.GetValue(force), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static void Run(Terminal terminal, string input, string output, StretchOptions options, bool force, CancellationToken cancellationToken)
    {
        var source = GgufReader.Read(input);
        var plan = StretchPlan.Create(source, options);
        if (File.Exists(output))
        {
            if (Path.GetFullPath(output) == Path.GetFullPath(input))
                throw new ForgeException("The output is the input. Give another file.");
            if (!force)
                throw new ForgeException($"The file '{output}' exists. Give another name, or --force to replace it.");
            File.Delete(output);
        }

        var clock = Stopwatch.StartNew();
        var total = plan.Tensors.Sum(tensor => tensor.Target.Bytes!.Value);
        ProgressBar.Run(terminal, "Stretching", total, report => Stretcher.Write(source, plan, output, options.Seed, report, cancellationToken));
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{output}: {plan.ParameterCount / 1e6:0.0} M parameters, {total / 1048576.0:0.0} MiB, {clock.Elapsed.TotalSeconds:0.0} s"));
        terminal.Out.WriteLine($"from {Describe(plan.From)}");
        terminal.Out.WriteLine($"to   {Describe(plan.To)}");
    }

    private static string Describe(LlamaShape shape) =>
        $"width {shape.Width}, depth {shape.Depth}, ffn {shape.Ffn}, {shape.Heads} heads of {shape.HeadSize} over {shape.KvHeads} key heads";
}
