using System.Runtime.InteropServices;
using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.BuiltIn.Native;

/// <summary>A chat in native memory for the time of one call.</summary>
internal sealed unsafe class NativeMessages : IDisposable
{
    private readonly ChatMessageView[] _views;
    private readonly GCHandle[] _pins;

    public NativeMessages(IReadOnlyList<ChatTurn> turns)
    {
        _views = GC.AllocateArray<ChatMessageView>(turns.Count, pinned: true);
        _pins = new GCHandle[turns.Count * 2];
        for (var i = 0; i < turns.Count; i++)
            _views[i] = new ChatMessageView { Role = Pin(2 * i, turns[i].Role), Content = Pin(2 * i + 1, turns[i].Content) };
    }

    public int Count => _views.Length;

    /// <summary>Bytes of all roles and contents together.</summary>
    public int ByteCount { get; private set; }

    public ChatMessageView* View => (ChatMessageView*)Marshal.UnsafeAddrOfPinnedArrayElement(_views, 0);

    public void Dispose()
    {
        foreach (var pin in _pins)
        {
            if (pin.IsAllocated)
                pin.Free();
        }
    }

    private byte* Pin(int index, string text)
    {
        var bytes = NativeText.ZeroTerminated(text);
        ByteCount += bytes.Length;
        _pins[index] = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        return (byte*)_pins[index].AddrOfPinnedObject();
    }
}
