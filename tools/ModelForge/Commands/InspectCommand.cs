using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using SpecMesh.ModelForge.Gguf;
using SpecMesh.ModelForge.Inspection;

namespace SpecMesh.ModelForge.Commands;

/// <summary><c>inspect</c>: what is in a GGUF file.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "A GGUF file of any architecture." };
        var json = new Option<bool>("--json") { Description = "Write JSON instead of tables." };
        var command = new Command("inspect", "Shows metadata, tensors, vocabulary and vocabulary fingerprint of a GGUF file.") { file, json };
        command.SetAction(parsed =>
        {
            var loader = new LlamaModelLoader(NullLogger<LlamaModelLoader>.Instance);
            var report = ModelReport.Of(GgufReader.Read(parsed.GetRequiredValue(file)), loader.ReadFingerprint);
            if (parsed.GetValue(json))
                ReportPrinter.PrintJson(report, parsed.InvocationConfiguration.Output);
            else
                ReportPrinter.Print(report, terminal.Out);
            return ExitCode.Success;
        });
        return command;
    }
}
