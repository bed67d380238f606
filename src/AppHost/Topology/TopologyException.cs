namespace SpecMesh.AppHost.Topology;

/// <summary>The topology cannot be run. Each problem is one sentence that names the setting and the mend.</summary>
public sealed class TopologyException(params IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each thing that is wrong; never empty.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
