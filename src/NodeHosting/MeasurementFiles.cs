using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SpecMesh.Inference.Engine;
using SpecMesh.ServiceDefaults.Nodes;

namespace SpecMesh.NodeHosting;

/// <summary>Keeps measurements in the folder that <c>Node:StateDirectory</c> names, a file for each kind and subject.</summary>
public sealed partial class MeasurementFiles(IOptions<NodeOptions> options, ILogger<MeasurementFiles> logger) : IMeasurements
{
    // A file that lacks something, perhaps of another version, is one that cannot be read.
    private static readonly JsonSerializerOptions Format = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string? _directory = DirectoryOf(options.Value.StateDirectory);

    /// <inheritdoc/>
    public bool Keeps => _directory is not null;

    /// <inheritdoc/>
    public T? Load<T>(string kind, string subject)
        where T : class
    {
        if (FileOf(kind, subject) is not { } file || !File.Exists(file))
            return null;
        try
        {
            var kept = JsonSerializer.Deserialize<Kept<T>>(File.ReadAllBytes(file), Format);
            return kept?.Subject == subject ? kept.Value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.Unreadable(logger, file, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Save<T>(string kind, string subject, T value)
        where T : class
    {
        if (FileOf(kind, subject) is not { } file)
            return;
        // Several nodes of one model may share a machine: each writes a file of its own and puts it in place whole.
        var draft = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(new Kept<T>(subject, value), Format));
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, file, e.Message);
        }
    }

    private string? FileOf(string kind, string subject) => _directory is null
        ? null
        : Path.Combine(_directory, $"{kind}-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(subject)):x16}.json");

    private static string? DirectoryOf(string setting)
    {
        if (setting == NodeOptions.NoState)
            return null;
        if (setting.Length > 0)
            return setting;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0 ? null : Path.Combine(home, "specmesh");
    }

    /// <summary>What a file holds. The subject is there for whoever looks into it, and because hashes can be equal.</summary>
    private sealed record Kept<T>(string Subject, T Value);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What was measured cannot be read from {File} and is measured anew: {Reason}")]
        public static partial void Unreadable(ILogger logger, string file, string reason);

        [LoggerMessage(LogLevel.Warning, "What was measured cannot be kept in {File}: {Reason}. Set Node:StateDirectory to a folder that can be written, or to none.")]
        public static partial void NotKept(ILogger logger, string file, string reason);
    }
}
