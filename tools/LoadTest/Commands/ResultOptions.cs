using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using SpecMesh.LoadTest.Metrics;
using SpecMesh.LoadTest.Reports;

namespace SpecMesh.LoadTest.Commands;

/// <summary>Options about what is judged and written.</summary>
internal sealed class ResultOptions
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1 };

    private readonly Option<string[]> _goodput = Options.Several("--goodput", "NAME:MS", "Limits of a good answer in milliseconds: ttft:200 tpot:50 e2e:2000.");
    private readonly Option<string?> _output = new("--output", "--result-dir") { HelpName = "FOLDER", Description = "Where results go: JSON, CSV and an HTML page." };
    private readonly Option<string> _label = new Option<string>("--label") { HelpName = "NAME", Description = "Name of the result and its files." }.Default("loadtest");
    private readonly Option<bool> _texts = new("--save-texts") { Description = "Write the answers into the JSON." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Show nothing while it runs." };
    private readonly Option<int> _warmup = Options.Number<int>("--warmup", "N", "Requests before the measured ones.", 0).Default(1);

    public IEnumerable<Option> All => [_goodput, _warmup, _output, _label, _texts, _quiet];

    public ServiceLevel? Level(ParseResult parsed) => ServiceLevel.Parse(parsed.GetValue(_goodput) ?? []);

    public string Label(ParseResult parsed) => parsed.GetRequiredValue(_label);

    public int Warmup(ParseResult parsed) => parsed.GetValue(_warmup);

    public bool Texts(ParseResult parsed) => parsed.GetValue(_texts);

    public LiveView View(ParseResult parsed, Terminal terminal) => new(terminal.Error, parsed.GetValue(_quiet));

    /// <summary>Writes files, if the user wants any, and says where.</summary>
    public void Write(ParseResult parsed, Terminal terminal, DateTimeOffset started, JsonObject json, params IEnumerable<(string Extension, string Text)> others)
    {
        if (parsed.GetValue(_output) is not { } folder)
        {
            terminal.Error.WriteLine("Nothing was written: give --output FOLDER for JSON, CSV and an HTML page.");
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            var name = Path.Combine(folder, $"{FileName(Label(parsed))}-{started.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
            foreach (var (extension, text) in (IEnumerable<(string, string)>)[("json", json.ToJsonString(Json)), .. others])
            {
                File.WriteAllText($"{name}.{extension}", text);
                terminal.Error.WriteLine($"Written: {name}.{extension}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadTestException($"The results cannot be written to '{folder}': {e.Message}", e);
        }
    }

    private static string FileName(string label) => string.Concat(label.Select(static letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
}
