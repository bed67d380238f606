namespace SpecMesh.EndToEnd.Mesh;

/// <summary>Shows what a mesh wrote during a test if the test failed. Test classes dispose of it.</summary>
internal sealed class MeshLog(MeshFixture mesh) : IDisposable
{
    private readonly int _before = mesh.Log.Count;

    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
            return;
        foreach (var line in mesh.Log.Skip(_before))
            TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}
