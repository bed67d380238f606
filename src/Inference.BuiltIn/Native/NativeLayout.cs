using System.Buffers.Binary;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>
/// Says whether a llama.cpp has the structures that are declared here. A field that moved would not fail: it would load a
/// model with another field's value, or write past the end. So the version must be a known one, and the defaults that
/// llama.cpp fills in must lie where they are expected.
/// </summary>
internal static class NativeLayout
{
    /// <summary>The version whose layout is declared here. Its development builds (<c>0.5.0-dev</c>) count.</summary>
    public const string Version = "0.5.0";

    private static readonly Field[] ModelDefaults =
    [
        new("devices", 0, 0), new("n_gpu_layers", 16, -1), new("split_mode", 20, 1), new("load_mode", 28, 1), new("main_gpu", 32, 0),
        new("tensor_split", 40, 0), new("progress_callback", 48, 0), new("progress_callback_user_data", 56, 0),
        new("vocab_only, check_tensors, use_extra_bufts, no_host", 72, 0x00_01_00_00),
    ];

    private static readonly Field[] ContextDefaults =
    [
        new("n_ctx", 0, 512), new("n_batch", 4, 2048), new("n_ubatch", 8, 512), new("n_seq_max", 12, 1), new("n_threads", 28, 4),
        new("n_threads_batch", 32, 4), new("rope_scaling_type", 40, -1), new("pooling_type", 44, -1), new("attention_type", 48, -1),
        new("flash_attn_type", 52, -1), new("type_k", 104, 1), new("type_v", 108, 1),
        new("embeddings, offload_kqv, no_perf, op_offload", 128, 0x01_01_01_00),
    ];

    /// <param name="version">What <c>llama_version()</c> says; null if the library has no such function.</param>
    /// <param name="modelParams">The bytes of <c>llama_model_default_params()</c>.</param>
    /// <param name="contextParams">The bytes of <c>llama_context_default_params()</c>.</param>
    /// <exception cref="EngineException">The layout is not the one that is declared here.</exception>
    public static void Check(string? version, ReadOnlySpan<byte> modelParams, ReadOnlySpan<byte> contextParams)
    {
        CheckVersion(version);
        CheckDefaults(version, "llama_model_params", modelParams, ModelDefaults);
        CheckDefaults(version, "llama_context_params", contextParams, ContextDefaults);
    }

    /// <summary>The part of <see cref="Check"/> that may be done before any function of unknown shape is called.</summary>
    public static void CheckVersion(string? version)
    {
        if (version is null)
            throw new EngineException(
                $"This llama.cpp does not say its version, so it is older than the one that SpecMesh knows: expected {Version}, found a version without llama_version(). {Mend}");
        if (version != Version && !version.StartsWith(Version + "-", StringComparison.Ordinal))
            throw new EngineException($"This llama.cpp has a layout that SpecMesh does not know: expected version {Version}, found {version}. {Mend}");
    }

    private static string Mend => $"Use llama.cpp {Version}, or the libraries that the build restores.";

    private static void CheckDefaults(string? version, string structure, ReadOnlySpan<byte> bytes, Field[] fields)
    {
        foreach (var field in fields)
        {
            var found = BinaryPrimitives.ReadInt32LittleEndian(bytes[field.Offset..]);
            if (found != field.Default)
                throw new EngineException(
                    $"This llama.cpp has a layout that SpecMesh does not know: expected that of version {Version}, found version {version} whose {structure} holds {found} at byte {field.Offset} instead of {field.Default} ({field.Name}). {Mend}");
        }
    }

    private readonly record struct Field(string Name, int Offset, int Default);
}
