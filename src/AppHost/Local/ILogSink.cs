using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Where the lines of a mesh go. Called from several threads.</summary>
public interface ILogSink
{
    /// <summary>A line that a service wrote.</summary>
    void Service(ServiceSpec service, string line);

    /// <summary>A line of the host itself.</summary>
    void Host(string line);
}
