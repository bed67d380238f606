using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>
/// The part of llama.cpp's C interface that SpecMesh calls. Call <see cref="NativeRuntime.Load"/> first: it finds the
/// libraries and checks that they have the layout that is declared here.
/// </summary>
internal static unsafe partial class LlamaNative
{
    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_backend_init")]
    public static partial void BackendInit();

    [LibraryImport(NativeLibraries.Ggml, EntryPoint = "ggml_backend_load_all_from_path", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void LoadBackends(string directory);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_log_set")]
    public static partial void LogSet(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* userData);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_supports_gpu_offload")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool SupportsGpuOffload();

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_max_devices")]
    public static partial nuint MaxDevices();

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_max_parallel_sequences")]
    public static partial nuint MaxParallelSequences();

    // Model

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_default_params")]
    public static partial ModelParams ModelDefaultParams();

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_load_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ModelHandle ModelLoadFromFile(string path, ModelParams parameters);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_free")]
    public static partial void ModelFree(nint model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_get_vocab")]
    public static partial nint ModelGetVocab(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_n_ctx_train")]
    public static partial int ModelTrainedContext(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_n_params")]
    public static partial ulong ModelParameterCount(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_size")]
    public static partial ulong ModelBytes(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_ftype")]
    public static partial int ModelFileType(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_ftype_name")]
    public static partial byte* FileTypeName(int fileType);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_meta_val_str", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModelMetadata(ModelHandle model, string key, byte* buffer, nuint size);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_chat_template")]
    public static partial byte* ModelChatTemplate(ModelHandle model, byte* name);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_has_encoder")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ModelHasEncoder(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_has_decoder")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ModelHasDecoder(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_is_recurrent")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ModelIsRecurrent(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_is_hybrid")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ModelIsHybrid(ModelHandle model);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_model_is_diffusion")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ModelIsDiffusion(ModelHandle model);

    // Context

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_context_default_params")]
    public static partial ContextParams ContextDefaultParams();

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_init_from_model")]
    public static partial ContextHandle InitFromModel(ModelHandle model, ContextParams parameters);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_free")]
    public static partial void ContextFree(nint context);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_n_ctx_seq")]
    public static partial uint ContextPerSequence(ContextHandle context);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_n_batch")]
    public static partial uint BatchRows(ContextHandle context);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_get_memory")]
    public static partial nint GetMemory(ContextHandle context);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_decode")]
    public static partial int Decode(ContextHandle context, BatchView batch);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_get_logits_ith")]
    public static partial float* GetLogits(ContextHandle context, int row);

    // The memory belongs to the context: callers hold the context's handle while they pass it.

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_memory_seq_rm")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool MemoryRemove(nint memory, int sequence, int from, int to);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_memory_seq_cp")]
    public static partial void MemoryCopy(nint memory, int source, int destination, int from, int to);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_memory_seq_pos_max")]
    public static partial int MemoryLastPosition(nint memory, int sequence);

    // Vocabulary. It belongs to the model: callers hold the model's handle while they pass it.

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_type")]
    public static partial int VocabType(nint vocab);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_n_tokens")]
    public static partial int VocabSize(nint vocab);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_get_text")]
    public static partial byte* VocabText(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_get_attr")]
    public static partial TokenAttributes VocabAttributes(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_is_eog")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool VocabIsEndOfGeneration(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_bos")]
    public static partial int VocabBos(nint vocab);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_eos")]
    public static partial int VocabEos(nint vocab);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_vocab_get_add_bos")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool VocabAddsBos(nint vocab);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_tokenize")]
    public static partial int Tokenize(
        nint vocab, byte* text, int length, int* tokens, int capacity,
        [MarshalAs(UnmanagedType.U1)] bool addSpecial, [MarshalAs(UnmanagedType.U1)] bool parseSpecial);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_token_to_piece")]
    public static partial int TokenToPiece(
        nint vocab, int token, byte* buffer, int length, int lstrip, [MarshalAs(UnmanagedType.U1)] bool special);

    [LibraryImport(NativeLibraries.Llama, EntryPoint = "llama_chat_apply_template")]
    public static partial int ChatApplyTemplate(
        byte* template, ChatMessageView* messages, nuint count, [MarshalAs(UnmanagedType.U1)] bool addAssistant, byte* buffer, int length);
}

/// <summary><c>llama_chat_message</c>: two zero-terminated UTF-8 strings.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChatMessageView
{
    public byte* Role;
    public byte* Content;
}

/// <summary><c>llama_token_attr</c>: the kinds of token that matter here.</summary>
[Flags]
internal enum TokenAttributes
{
    None = 0,
    Unknown = 1 << 0,
    Control = 1 << 3,
}
