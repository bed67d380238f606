using System.Runtime.InteropServices;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>Owns a <c>llama_context</c> and keeps its model alive: whichever order the two are disposed in, the context goes first.</summary>
internal sealed class ContextHandle : SafeHandle
{
    private ModelHandle? _model;

    public ContextHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    public static ContextHandle Create(ModelHandle model, ContextParams parameters)
    {
        var context = LlamaNative.InitFromModel(model, parameters);
        if (context.IsInvalid)
            return context;
        var held = false;
        model.DangerousAddRef(ref held);
        context._model = model;
        return context;
    }

    protected override bool ReleaseHandle()
    {
        LlamaNative.ContextFree(handle);
        _model?.DangerousRelease();
        return true;
    }
}
