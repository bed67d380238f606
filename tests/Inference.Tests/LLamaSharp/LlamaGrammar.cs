using LLama.Native;

namespace SpecMesh.Inference.Tests.LLamaSharp;

/// <summary>llama.cpp's own grammar sampler, to compare with. Only texts that are known to be harmless to it.</summary>
internal sealed class LlamaGrammar : IDisposable
{
    private readonly SafeLlamaModelHandle _model;
    private readonly SafeLLamaSamplerChainHandle _sampler;
    private readonly LLamaTokenData[] _data;

    public LlamaGrammar(string model, string grammar)
    {
        LLamaSharpRuntime.Load(directory: null);
        var parameters = LLamaModelParams.Default();
        parameters.vocab_only = true;
        _model = SafeLlamaModelHandle.LoadFromFile(model, parameters);
        _data = new LLamaTokenData[_model.Vocab.Count];
        _sampler = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
        _sampler.AddGrammar(_model, grammar, "root");
    }

    /// <summary>Which tokens may come next.</summary>
    public bool[] Allowed()
    {
        for (var token = 0; token < _data.Length; token++)
            _data[token] = new LLamaTokenData(token, logit: 0, probability: 0);
        using (LLamaTokenDataArrayNative.Create(new LLamaTokenDataArray(_data), out var array))
            _sampler.Apply(ref array);
        return [.. _data.Select(static data => !float.IsNegativeInfinity(data.Logit))];
    }

    /// <summary>Goes on with a token that is allowed.</summary>
    public void Accept(int token) => _sampler.Accept(token);

    public void Dispose()
    {
        _sampler.Dispose();
        _model.Dispose();
    }
}
