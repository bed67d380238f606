namespace SpecMesh.NodeHosting;

/// <summary>Messages of a stream that are written one after the other: a written one is filled again. May be used from two threads.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="create">Makes one when none is at hand.</param>
public sealed class SpareMessage<T>(Func<T> create)
    where T : class
{
    private T? _spare;

    /// <summary>A message to fill. It still holds what it held before.</summary>
    public T Take() => Interlocked.Exchange(ref _spare, null) ?? create();

    /// <summary>The message has been written, and nobody looks at it any more.</summary>
    public void GiveBack(T message) => Volatile.Write(ref _spare, message);
}
