using SpecMesh.V1;

namespace SpecMesh.NodeHosting.Tests;

public sealed class NodeStatusTests
{
    [Fact]
    public void A_change_is_announced_and_what_stays_the_same_is_not()
    {
        var status = new NodeStatus();
        var changes = 0;
        status.Changed += () => changes++;

        status.PublishLoad(2, 1);
        status.PublishLoad(2, 1);
        status.PublishModels(["a", "b"]);
        status.PublishModels(["a", "b"]);

        Assert.Equal(2, changes);
        Assert.Equal(new NodeLoad { Active = 2, Queued = 1, Ready = true, Models = { "a", "b" } }, status.Load);

        status.PublishModels([]);
        Assert.Equal(new NodeLoad { Active = 2, Queued = 1 }, status.Load);
    }

    [Fact]
    public void It_is_loaded_once_it_says_what_it_is()
    {
        var status = new NodeStatus();
        Assert.Null(status.Info);
        Assert.False(status.Loaded.IsCompleted);
        status.Publish(new NodeInfo { Name = "draft-1" });
        Assert.Equal("draft-1", status.Info?.Name);
        Assert.True(status.Loaded.IsCompletedSuccessfully);
    }
}
