using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SpecMesh.Inference.BuiltIn.Native;

namespace SpecMesh.Inference.Tests.BuiltIn;

/// <summary>A library of another layout must be refused before it can be called with the wrong structures.</summary>
public sealed class NativeLayoutTests
{
    private readonly byte[] _model = new byte[512];
    private readonly byte[] _context = new byte[512];

    public NativeLayoutTests()
    {
        NativeRuntime.Load(directory: null);
        var (model, context) = (LlamaNative.ModelDefaultParams(), LlamaNative.ContextDefaultParams());
        MemoryMarshal.Write(_model, in model);
        MemoryMarshal.Write(_context, in context);
    }

    [Theory]
    [InlineData("0.5.0")]
    [InlineData("0.5.0-dev")]
    public void The_known_layout_is_taken(string version) => NativeLayout.Check(version, _model, _context);

    [Theory]
    [InlineData("0.5.1", "found 0.5.1")]
    [InlineData("0.5.01", "found 0.5.01")]
    [InlineData("1.0.0-dev", "found 1.0.0-dev")]
    [InlineData(null, "without llama_version()")]
    public void Another_version_is_refused_with_both_named(string? version, string found)
    {
        var message = Assert.Throws<EngineException>(() => NativeLayout.Check(version, _model, _context)).Message;

        Assert.Contains("expected version 0.5.0", message.Replace("expected 0.5.0", "expected version 0.5.0"));
        Assert.Contains(found, message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void A_field_more_in_front_is_found(int size)
    {
        var shiftedModel = new byte[512];
        var shiftedContext = new byte[512];
        _model.AsSpan(0, 400).CopyTo(shiftedModel.AsSpan(size));
        _context.AsSpan(0, 400).CopyTo(shiftedContext.AsSpan(size));

        Assert.Contains("llama_model_params", Assert.Throws<EngineException>(() => NativeLayout.Check("0.5.0", shiftedModel, _context)).Message);
        Assert.Contains("llama_context_params", Assert.Throws<EngineException>(() => NativeLayout.Check("0.5.0", _model, shiftedContext)).Message);
    }

    [Fact]
    public void Another_default_names_its_field()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_context.AsSpan(12), 8);

        Assert.Contains("n_seq_max", Assert.Throws<EngineException>(() => NativeLayout.Check("0.5.0", _model, _context)).Message);
    }

    [Fact]
    public void The_structures_have_the_sizes_of_the_library()
    {
        Assert.Equal(80, Marshal.SizeOf<ModelParams>());
        Assert.Equal(160, Marshal.SizeOf<ContextParams>());
        Assert.Equal(56, Marshal.SizeOf<BatchView>());
    }
}
