namespace SpecMesh.EndToEnd.Mesh;

/// <summary>One verifier, two drafts and a gateway that tests share, as long as they leave it as they found it.</summary>
public sealed class SharedMesh : IAsyncLifetime
{
    public MeshFixture Mesh { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Mesh = await MeshFixture.StartAsync(topology => topology with { Drafts = topology.Drafts with { Count = 2 } });

    public ValueTask DisposeAsync() => Mesh.DisposeAsync();
}

/// <summary>The tests that share the mesh.</summary>
[CollectionDefinition(Name)]
public sealed class SharedMeshTests : ICollectionFixture<SharedMesh>
{
    public const string Name = "shared mesh";
}
