using SpecMesh.AppHost.Topology;

namespace SpecMesh.MeshBench.Meshes;

/// <summary>The programs of a build with another engine: <c>dotnet build -c Release bench/MeshBench -p:Engine=...</c> puts them below one folder.</summary>
/// <param name="folder">That folder, <c>artifacts/ENGINE-BACKEND/bin</c>.</param>
internal sealed class OtherBuild(string folder)
{
    /// <summary>The bench.</summary>
    public string Bench => Assembly("MeshBench");

    /// <summary>The service of a role.</summary>
    public string Service(ServiceRole role) => Assembly(ServiceProject.Name(role));

    private string Assembly(string project)
    {
        var path = Path.GetFullPath(Path.Combine(folder, project, "release", $"SpecMesh.{project}.dll"));
        return File.Exists(path)
            ? path
            : throw new TopologyException($"There is no '{path}'. Build it with: dotnet build -c Release bench/MeshBench -p:Engine=LLamaSharp, and name the folder artifacts/LLamaSharp-cpu/bin.");
    }
}
