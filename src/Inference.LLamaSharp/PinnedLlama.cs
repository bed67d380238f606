using System.Runtime.InteropServices;
using LLama.Native;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>
/// Says whether a llama.cpp is the one whose structures LLamaSharp declares. Another one would not fail: it would read other fields' values, or
/// write past their end.
/// </summary>
internal static class PinnedLlama
{
    /// <summary>The commit that LLamaSharp was made for. It changes with LLamaSharp's version.</summary>
    public const string Commit = "c0c7e147";

    /// <param name="llama">Handle of the llama library.</param>
    /// <exception cref="EngineException">It is another version.</exception>
    public static void Check(nint llama)
    {
        // Before any structure is asked for: a newer version's are longer, and so is what it writes.
        if (NativeLibrary.TryGetExport(llama, "llama_version", out _))
            throw new EngineException($"This llama.cpp is newer than {Commit}, for which LLamaSharp was made. {Mend}");
        Check(LLamaModelParams.Default(), LLamaContextParams.Default());
    }

    /// <summary>The defaults that llama.cpp fills in must lie where LLamaSharp looks for them.</summary>
    public static void Check(LLamaModelParams model, LLamaContextParams context)
    {
        if (model is not { n_gpu_layers: -1, split_mode: GPUSplitMode.Layer, main_gpu: 0, vocab_only: false, use_mmap: true, use_mlock: false, use_extra_bufts: true })
            throw Refusal("llama_model_params");
        if (context is not
            {
                n_ctx: 512, n_batch: 2048, n_ubatch: 512, n_seq_max: 1,
                llama_flash_attn_type: LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_AUTO,
                type_k: GGMLType.GGML_TYPE_F16, type_v: GGMLType.GGML_TYPE_F16,
                embeddings: false, offload_kqv: true, op_offload: true, kv_unified: false,
            })
            throw Refusal("llama_context_params");
    }

    private static string Mend => $"Set Model:NativesDirectory (or SPECMESH_LLAMA_DIR) to a llama.cpp {Commit}, or leave it out for the libraries of LLamaSharp's packages.";

    private static EngineException Refusal(string structure) =>
        new($"This llama.cpp has another {structure} than {Commit}, for which LLamaSharp was made. {Mend}");
}
