using System.Security.Cryptography;
using SpecMesh.AppHost.Topology;
using SpecMesh.ModelForge.Gguf;
using SpecMesh.ModelForge.Stretching;

namespace SpecMesh.MeshBench;

/// <summary>The bundled target at the size of a larger model, made once and kept.</summary>
internal static class StretchedTarget
{
    private const int Seed = 1;

    public static string Get(TargetShape? shape, CancellationToken cancellation)
    {
        var bundled = BundledModels.Target;
        if (shape is null)
            return bundled;

        // The name holds the hash of what it was made from, so that a retrained target is stretched anew.
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(bundled)))[..8];
        var path = Path.Combine("artifacts", "bench", $"target-{hash}-{shape}.gguf");
        if (File.Exists(path))
            return Path.GetFullPath(path);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var source = GgufReader.Read(bundled);
        var plan = StretchPlan.Create(source, new StretchOptions(shape.Width, shape.Depth, shape.Ffn, TensorType.F16, Seed));
        Stretcher.Write(source, plan, path, Seed, progress: null, cancellation);
        return Path.GetFullPath(path);
    }
}
