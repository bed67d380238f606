using System.Runtime.InteropServices;
using SpecMesh.Inference.BuiltIn.Native;

namespace SpecMesh.Inference.Tests.BuiltIn;

/// <summary>llama.cpp's own grammar sampler, to compare with. Only texts that are known to be harmless to it.</summary>
internal sealed unsafe class LlamaGrammar : IDisposable
{
    private static readonly nint Library = NativeLibrary.Load(
        Path.Combine(NativeRuntime.DefaultDirectory, NativeLibraries.Pick(Directory.EnumerateFiles(NativeRuntime.DefaultDirectory).Select(file => Path.GetFileName(file)), NativeLibraries.Llama)!));

    private readonly ModelHandle _model;
    private readonly nint _sampler;
    private readonly TokenData[] _data;

    public LlamaGrammar(string model, string grammar)
    {
        NativeRuntime.Load(directory: null);
        var parameters = LlamaNative.ModelDefaultParams();
        parameters.VocabularyOnly = 1;
        _model = LlamaNative.ModelLoadFromFile(model, parameters);
        var vocab = LlamaNative.ModelGetVocab(_model);
        _data = new TokenData[LlamaNative.VocabSize(vocab)];
        fixed (byte* text = NativeText.ZeroTerminated(grammar))
        fixed (byte* root = "root\0"u8)
            _sampler = ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)Function("llama_sampler_init_grammar"))(vocab, text, root);
        Assert.NotEqual(0, _sampler);
    }

    /// <summary>Which tokens may come next.</summary>
    public bool[] Allowed()
    {
        for (var token = 0; token < _data.Length; token++)
            _data[token] = new TokenData { Id = token };
        fixed (TokenData* data = _data)
        {
            var array = new TokenDataArray { Data = data, Size = (nuint)_data.Length, Selected = -1 };
            ((delegate* unmanaged[Cdecl]<nint, TokenDataArray*, void>)Function("llama_sampler_apply"))(_sampler, &array);
        }

        return [.. _data.Select(data => !float.IsNegativeInfinity(data.Logit))];
    }

    /// <summary>Goes on with a token that is allowed.</summary>
    public void Accept(int token) => ((delegate* unmanaged[Cdecl]<nint, int, void>)Function("llama_sampler_accept"))(_sampler, token);

    public void Dispose()
    {
        ((delegate* unmanaged[Cdecl]<nint, void>)Function("llama_sampler_free"))(_sampler);
        _model.Dispose();
    }

    private static nint Function(string name) => NativeLibrary.GetExport(Library, name);

    private struct TokenData
    {
        public int Id;
        public float Logit;
        public float Probability;
    }

    private struct TokenDataArray
    {
        public TokenData* Data;
        public nuint Size;
        public long Selected;
        public byte Sorted;
    }
}
