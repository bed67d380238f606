using System.Text.Json.Nodes;
using SpecMesh.MeshBench.Load;
using SpecMesh.MeshBench.Meshes;

namespace SpecMesh.MeshBench.Scenarios;

/// <summary>A way to have a prompt answered.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="AskAsync">Has it answered.</param>
/// <param name="By">The mesh that does it, whose counters tell about it; null: another program.</param>
internal sealed record Mode(string Name, Func<Prompt, Question, CancellationToken, Task<Answer>> AskAsync, BenchMesh? By)
{
    public const string PlainName = "plain";
    public const string MeshName = "mesh";
    public const string RawName = "raw";

    /// <summary>The mesh without drafts.</summary>
    public static Mode Plain(BenchMesh mesh) => Of(PlainName, mesh, new JsonObject { ["enabled"] = false });

    /// <summary>The mesh with the draft of this name.</summary>
    public static Mode Mesh(BenchMesh mesh, string name = MeshName, string draft = "draft-1") =>
        Of(name, mesh, new JsonObject { ["draft"] = draft });

    /// <summary>The mesh at a depth that does not change.</summary>
    public static Mode Fixed(BenchMesh mesh, int depth) =>
        Of($"depth {depth}", mesh, new JsonObject { ["draft"] = "draft-1", ["min_depth"] = depth, ["max_depth"] = depth });

    /// <summary>Another server.</summary>
    public static Mode Other(string name, HttpClient server)
    {
        var probe = new ChatProbe(server, speculation: null);
        return new Mode(name, probe.AskAsync, By: null);
    }

    private static Mode Of(string name, BenchMesh mesh, JsonObject speculation)
    {
        var probe = new ChatProbe(mesh.Gateway, speculation);
        return new Mode(name, probe.AskAsync, mesh);
    }
}
