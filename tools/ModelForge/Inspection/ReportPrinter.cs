using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SpecMesh.ModelForge.Inspection;

/// <summary>Writes a <see cref="ModelReport"/> for people or for programs.</summary>
internal static class ReportPrinter
{
    private const int LongestValue = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void PrintJson(ModelReport report, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(report, Json));

    public static void Print(ModelReport report, IAnsiConsole console)
    {
        console.WriteLine($"{report.File}: GGUF version {report.Version}, {Size(report.Bytes)}, {Number(report.ParameterCount)} parameters");
        console.Write(MetadataTable(report));
        console.Write(TensorTable(report));
        if (report.Vocabulary is { } vocabulary)
            console.Write(VocabularyTable(vocabulary));
        else
            console.WriteLine("The file has no vocabulary.");
    }

    private static Table MetadataTable(ModelReport report)
    {
        var table = NewTable($"Metadata ({report.Metadata.Count})", "Key", "Type", "Value");
        foreach (var line in report.Metadata)
            AddRow(table, line.Key, line.Type, line.Value is object[] elements
                ? $"{line.Length}: {string.Join(", ", elements.Select(Text))}{(line.Length > elements.Length ? ", ..." : "")}"
                : Text(line.Value));
        return table;
    }

    private static Table TensorTable(ModelReport report)
    {
        var table = NewTable($"Tensors ({report.Tensors.Count})", "Name", "Shape", "Type", "Size");
        foreach (var tensor in report.Tensors)
            AddRow(table, tensor.Name, string.Join(" x ", tensor.Shape), tensor.Type, tensor.Bytes is { } bytes ? Size(bytes) : "unknown");
        return table;
    }

    private static Table VocabularyTable(VocabularySummary vocabulary)
    {
        var table = NewTable("Vocabulary", "What", "Value");
        AddRow(table, "tokenizer", vocabulary.PreTokenizer is { } pre ? $"{vocabulary.Model} ({pre})" : vocabulary.Model);
        AddRow(table, "tokens", Number(vocabulary.Size));
        AddRow(table, "merges", Number(vocabulary.Merges));
        AddRow(table, "control tokens", string.Join(" ", vocabulary.ControlTokens));
        AddRow(table, "chat template", vocabulary.HasChatTemplate ? "yes" : "no");
        AddRow(table, "fingerprint", vocabulary.Fingerprint is { } f
            ? $"{f.Type}, {f.Size} tokens, bos {f.Bos}, eos {f.Eos}, hash {f.Hash}"
            : $"none: {vocabulary.FingerprintError}");
        return table;
    }

    private static Table NewTable(string title, params string[] columns) =>
        new Table().Border(TableBorder.Rounded).Title(title).AddColumns(columns);

    private static void AddRow(Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(cell))]);

    private static string Text(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!.ReplaceLineEndings("\\n");
        return text.Length > LongestValue ? text[..LongestValue] + "..." : text;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes < 1 << 20
        ? (bytes / 1024.0).ToString("0.0 KiB", CultureInfo.InvariantCulture)
        : (bytes / 1048576.0).ToString("0.0 MiB", CultureInfo.InvariantCulture);
}
