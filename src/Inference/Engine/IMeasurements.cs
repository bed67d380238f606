namespace SpecMesh.Inference.Engine;

/// <summary>
/// Keeps what was measured about this machine, so that a restart need not measure it again. Losing something is no error: it is measured anew.
/// Safe to use from any thread.
/// </summary>
public interface IMeasurements
{
    /// <summary>Whether anything is kept. Where nothing is, only what costs no time is worth measuring.</summary>
    bool Keeps { get; }

    /// <summary>What was saved last for this kind and subject.</summary>
    /// <param name="kind">What was measured, a word that can stand in a file name, e.g. <c>costs</c>.</param>
    /// <param name="subject">What it was measured of, e.g. <see cref="EngineFacts.SpeedSubject"/>.</param>
    /// <returns>Null if there is nothing, or it cannot be read.</returns>
    T? Load<T>(string kind, string subject)
        where T : class;

    /// <summary>Replaces what was saved for this kind and subject.</summary>
    /// <param name="kind">As for <see cref="Load{T}"/>.</param>
    /// <param name="subject">As for <see cref="Load{T}"/>.</param>
    /// <param name="value">A record that can be written as JSON.</param>
    void Save<T>(string kind, string subject, T value)
        where T : class;
}
