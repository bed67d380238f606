using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SpecMesh.Inference.Engine;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.VerifierService.Loop;

/// <summary>Keeps what was learned about the cost of passes, one file for each model, device and configuration, so that a restart need not learn it anew.</summary>
internal sealed partial class CostStore(IOptions<VerifierOptions> options, ILogger<CostStore> logger)
{
    /// <summary>Null if nothing is kept, or what is kept cannot be read.</summary>
    public CostSnapshot? Load(EngineFacts facts)
    {
        if (FileOf(facts) is not { } file || !File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<CostSnapshot>(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.Unreadable(logger, file, e.Message);
            return null;
        }
    }

    public void Save(EngineFacts facts, CostSnapshot snapshot)
    {
        if (FileOf(facts) is not { } file)
            return;
        // Several verifiers of one model may share a machine: each writes a file of its own and puts it in place whole.
        var draft = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(snapshot));
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, file, e.Message);
        }
    }

    private string? FileOf(EngineFacts facts)
    {
        var directory = options.Value.StateDirectory;
        if (directory == VerifierOptions.NoState)
            return null;
        if (directory.Length == 0)
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            if (home.Length == 0)
                return null;
            directory = Path.Combine(home, "specmesh");
        }

        var key = string.Join('\n', facts.Engine, facts.Device, facts.CpuVariant, facts.ModelName, facts.ModelDescription, facts.ModelBytes, facts.Configuration);
        return Path.Combine(directory, $"costs-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(key)):x16}.json");
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What was learned about costs cannot be read from {File} and is learned anew: {Reason}")]
        public static partial void Unreadable(ILogger logger, string file, string reason);

        [LoggerMessage(LogLevel.Warning, "What was learned about costs cannot be kept in {File}: {Reason}. Set Verifier:StateDirectory to a folder that can be written, or to none.")]
        public static partial void NotKept(ILogger logger, string file, string reason);
    }
}
