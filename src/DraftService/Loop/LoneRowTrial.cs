namespace SpecMesh.DraftService.Loop;

/// <summary>Finds out whether a pass of one row is faster with another beside it that nobody needs.</summary>
/// <remarks>
/// llama.cpp computes one row with its kernels for vectors and two with those for matrices. On a CPU a small model, whose weights are in the
/// cache, is the faster with the latter by a quarter; one whose weights come from memory is the slower. So both are tried, in turns; the
/// fastest pass of each counts, since nothing makes a pass too fast. Not thread-safe.
/// </remarks>
internal sealed class LoneRowTrial
{
    // Of each kind.
    private const int Tries = 16;

    private readonly TimeSpan[] _fastest = [TimeSpan.MaxValue, TimeSpan.MaxValue];
    private int _passes;

    /// <summary>Whether the next pass of one row should have a second one.</summary>
    public bool AddsRow => _passes < 2 * Tries ? _passes % 2 == 1 : _fastest[1] < _fastest[0];

    /// <summary>A pass of one row has run, as <see cref="AddsRow"/> had it.</summary>
    public void Observe(TimeSpan elapsed)
    {
        if (_passes == 2 * Tries)
            return;
        ref var fastest = ref _fastest[AddsRow ? 1 : 0];
        fastest = elapsed < fastest ? elapsed : fastest;
        _passes++;
    }
}
