using System.Runtime.InteropServices;

namespace SpecMesh.Inference.LLamaSharp;

/// <summary>Functions of llama.cpp that LLamaSharp keeps to itself or does not declare, called in the library that it has loaded.</summary>
/// <param name="llama">Handle of the llama library.</param>
/// <exception cref="EntryPointNotFoundException">The library lacks one of them.</exception>
internal sealed unsafe class MissingFunctions(nint llama)
{
    private readonly delegate* unmanaged[Cdecl]<nint, nint> _getVocab =
        (delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(llama, "llama_model_get_vocab");

    private readonly delegate* unmanaged[Cdecl]<nint, int, byte*> _getText =
        (delegate* unmanaged[Cdecl]<nint, int, byte*>)NativeLibrary.GetExport(llama, "llama_vocab_get_text");

    private readonly delegate* unmanaged[Cdecl]<nint, byte> _isHybrid =
        (delegate* unmanaged[Cdecl]<nint, byte>)NativeLibrary.GetExport(llama, "llama_model_is_hybrid");

    /// <summary>A token's text as the vocabulary spells it: what fingerprints of vocabularies are made of.</summary>
    public byte[] TokenText(nint model, int token) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_getText(_getVocab(model), token)).ToArray();

    /// <summary>Whether some layers of a model keep a recurrent state.</summary>
    public bool IsHybrid(nint model) => _isHybrid(model) != 0;
}
