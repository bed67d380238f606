using Grpc.Core;

namespace SpecMesh.ServiceDefaults.Membership;

/// <summary>Writing to a peer that may have ended the call already.</summary>
public static class RequestStreamExtensions
{
    /// <summary>Writes a message, unless the call has ended.</summary>
    /// <param name="stream">The writing half of a call.</param>
    /// <param name="message">What to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if the call has ended.</returns>
    /// <remarks>
    /// A peer that refuses a call answers before it has read everything. The write then fails in one of four ways, according to how
    /// far it had come, and none of them says what the peer said: the status comes from the reading half alone.
    /// </remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<bool> TryWriteAsync<T>(this IClientStreamWriter<T> stream, T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            await stream.WriteAsync(message, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
