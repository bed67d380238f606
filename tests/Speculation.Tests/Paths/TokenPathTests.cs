using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Tests.Verification;

namespace SpecMesh.Speculation.Tests.Paths;

public sealed class TokenPathTests
{
    /// <summary>The published answers for "" and "foobar", of which two tokens are the eight bytes "foobarXX".</summary>
    [Fact]
    public void The_hash_is_FNV_1a()
    {
        Assert.Equal(0xcbf29ce484222325UL, new TokenPath().HashBefore(0));
        // 0x85944171f73967e8 is FNV-1a of "foobar"; hash on from its first four bytes by hand.
        var four = Fnv1a.Append(Fnv1a.Seed, BitConverter.ToUInt32("foob"u8));
        var six = "ar"u8.ToArray().Aggregate(four, (hash, value) => unchecked((hash ^ value) * 0x100000001b3UL));
        Assert.Equal(0x85944171f73967e8UL, six);
    }

    [Fact]
    public void Hashes_of_all_prefixes_hold_after_any_growing_and_cutting() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 300_000].Array[0, 8]).Array[1, 20].Sample(steps =>
        {
            var path = new TokenPath();
            var model = new List<int>();
            foreach (var (cut, tokens) in steps)
            {
                var left = Math.Max(0, model.Count - cut);
                path.Truncate(left);
                model.RemoveRange(left, model.Count - left);
                path.Append(tokens);
                model.AddRange(tokens);
                Assert.Equal(model, path.Tokens.ToArray());
                for (var position = 0; position <= model.Count; position++)
                    Assert.Equal(PrefixHash.Of(model.ToArray().AsSpan(0, position)), path.HashBefore(position));
            }
        });
}
