using SpecMesh.Speculation.Paths;
using SpecMesh.Speculation.Verification;

namespace SpecMesh.Speculation.Tests.Verification;

public sealed class DraftTokenLimitTests
{
    [Fact]
    public void Block_after_block_cannot_grow_a_session_without_end()
    {
        var session = new VerifierSession([1], SamplingParameters.Greedy, cached: 0);
        var path = new TokenPath();
        path.Append(1);
        var block = Enumerable.Repeat(2, 100).ToArray();
        for (var i = 0; i < 50; i++)
        {
            session.Offer(path.Count, path.HashBefore(path.Count), block);
            path.Append(block);
        }

        Assert.Equal(500, session.DraftTokens);
        Assert.True(session.DraftTokens <= VerifierSession.MaxDraftTokens);
    }
}
