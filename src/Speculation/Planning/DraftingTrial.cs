using System.Numerics;

namespace SpecMesh.Speculation.Planning;

/// <summary>Finds out by trying whether drafts should work at all: what they give, and what their work takes away.</summary>
/// <remarks>
/// A planner that knows the cost of a pass does not know what a pass would cost if the drafts rested. Where they share cores, memory or a
/// network with the verifier, or where one draft serves too many sessions, plain decoding can be faster although most guesses are right.
/// So now and then drafts rest for some passes, or work for some if they rest, and the faster way is kept. It is judged for each load apart:
/// sequences 1, 2 to 3, 4 to 7 and so on. A load is left only for one that is clearly another, since with eight clients a pass has six, seven or eight
/// sequences, in turns, and each of two loads would have its rests. A window may have pauses, and times of another load in it: a lone client's answers are shorter than one,
/// and with many clients there is always one that ends. Trials that lose become rarer. Not thread-safe.
/// </remarks>
public sealed class DraftingTrial
{
    // Passes of a window. The first ones after a change belong to neither way: blocks are still under way, or not yet.
    private const int Passes = 16;
    private const int SettlingPasses = 3;

    // A rest that gives less than this share of what drafts give is over after so few passes: each of them costs its stream dearly.
    private const int FewPasses = 4;
    private const double Hopeless = 0.6;

    // Windows of the way that is kept before the other is tried; the first time it is tried sooner.
    private const int FirstLook = 3;
    private const int FirstInterval = 8;
    private const int LongestInterval = 256;

    // A way that is slower by more than this is tried half as often from then on.
    private const double Clearly = 0.05;

    private const double Gain = 0.3;

    private readonly Dictionary<int, Load> _loads = [];
    private Load _load = new();
    private int _key = -1;

    /// <summary>Whether drafts should be asked for guesses now.</summary>
    public bool Drafting => _load.Trying ? !_load.Kept : _load.Kept;

    /// <summary>Takes in a decode pass.</summary>
    /// <param name="sequences">Sequences in the pass.</param>
    /// <param name="tokens">Tokens that it decided.</param>
    /// <param name="elapsed">Time since the end of the pass before it, waits for drafts included, prefill left out.</param>
    public void Observe(int sequences, int tokens, TimeSpan elapsed)
    {
        if (!Leaves(sequences))
        {
            _load.Observe(tokens, elapsed.TotalSeconds);
            return;
        }

        // The pass belongs to neither load.
        _key = BitOperations.Log2((uint)sequences);
        if (!_loads.TryGetValue(_key, out var load))
            _loads[_key] = load = new Load();
        _load = load;
    }

    /// <summary>
    /// Whether so many sequences are clearly another load: a quarter of a power of two beyond the ends of this one. One sequence alone always is, and
    /// several always are to one.
    /// </summary>
    private bool Leaves(int sequences)
    {
        var key = BitOperations.Log2((uint)sequences);
        return key != _key && (key <= 0 || _key <= 0 || Math.Abs(Math.Log2(sequences) - (_key + 0.5)) >= 0.75);
    }

    /// <summary>What is known at one load.</summary>
    private sealed class Load
    {
        // Tokens per second with drafts at rest and at work; 0: not measured yet.
        private readonly double[] _speeds = new double[2];

        // Of the window under way.
        private int _passes;
        private int _tokens;
        private double _seconds;

        private int _windows = FirstInterval - FirstLook;
        private int _interval = FirstInterval;

        /// <summary>The way that is kept: true with drafts.</summary>
        public bool Kept { get; private set; } = true;

        /// <summary>Whether the other way is being tried.</summary>
        public bool Trying { get; private set; }

        public void Observe(int tokens, double seconds)
        {
            if (_passes++ < SettlingPasses)
                return;
            _tokens += tokens;
            _seconds += seconds;
            if (_seconds <= 0)
                return;
            var hopeless = IsHopeless(_tokens / _seconds);
            if (_passes < SettlingPasses + Passes && !hopeless)
                return;
            EndOfWindow(_tokens / _seconds);
            if (hopeless)
                _interval = LongestInterval;
            (_passes, _tokens, _seconds) = (0, 0, 0);
        }

        /// <summary>Whether drafts rest on trial, and it is clear already that they should not.</summary>
        private bool IsHopeless(double speed) => _passes >= SettlingPasses + FewPasses && Trying && Kept && speed < Hopeless * _speeds[1];

        private void EndOfWindow(double speed)
        {
            ref var known = ref _speeds[Trying == Kept ? 0 : 1];
            known = known == 0 ? speed : known + (Gain * (speed - known));
            if (Trying)
                Judge();
            else if (++_windows >= _interval)
                Trying = true;
        }

        private void Judge()
        {
            Trying = false;
            _windows = 0;
            var (kept, other) = Kept ? (_speeds[1], _speeds[0]) : (_speeds[0], _speeds[1]);
            if (other > kept)
            {
                Kept = !Kept;
                _interval = FirstInterval;
            }
            else if (other < kept * (1 - Clearly))
            {
                _interval = Math.Min(LongestInterval, 2 * _interval);
            }
        }
    }
}
