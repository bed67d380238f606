using System.IO.Hashing;
using System.Text;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>
/// Small random weights: SplitMix64 (Steele, Lea and Flood 2014), seeded by the tensor's name, so that a tensor's numbers depend on
/// nothing that was written before it.
/// </summary>
internal struct WeightNoise(string tensor, int seed)
{
    // A standard deviation of 0.02, as models are initialised with: what comes of it stays near 1, far from overflow in F16.
    private const float Range = 0.02f * 1.7320508f;

    private ulong _state = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(tensor), seed);

    /// <summary>Fills with numbers that are uniform around 0.</summary>
    public void Fill(Span<float> numbers)
    {
        foreach (ref var number in numbers)
        {
            var bits = _state += 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            bits ^= bits >> 31;
            number = ((int)(bits >> 40) - (1 << 23)) * (Range / (1 << 23));
        }
    }
}
