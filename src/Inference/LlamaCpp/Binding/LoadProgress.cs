namespace SpecMesh.Inference.LlamaCpp.Binding;

/// <summary>Takes the reports of a load to whoever waits for it, and the wish to stop back to llama.cpp.</summary>
internal sealed class LoadProgress(IProgress<float>? progress, CancellationToken cancellationToken)
{
    private float _last = -1;

    /// <summary>What a report has thrown.</summary>
    public Exception? Failure { get; private set; }

    /// <returns>Whether to go on loading.</returns>
    public bool Next(float share)
    {
        // 1 is kept for the engine that is ready.
        share = Math.Clamp(share, 0, 0.99f);
        if (share > _last && !cancellationToken.IsCancellationRequested)
        {
            _last = share;
            try
            {
                progress?.Report(share);
            }
            catch (Exception e)
            {
                // An exception must not pass through native frames; it is thrown after them.
                Failure = e;
                return false;
            }
        }

        return !cancellationToken.IsCancellationRequested;
    }
}
