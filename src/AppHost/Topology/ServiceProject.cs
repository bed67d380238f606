namespace SpecMesh.AppHost.Topology;

/// <summary>The project of each role.</summary>
public static class ServiceProject
{
    /// <summary>Name of the project.</summary>
    public static string Name(ServiceRole role) => role switch
    {
        ServiceRole.Verifier => "VerifierService",
        ServiceRole.Draft => "DraftService",
        ServiceRole.Gateway => "Gateway",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
    };

    /// <summary>The project file, relative to this project's folder.</summary>
    public static string File(ServiceRole role) => Path.Combine("..", Name(role), $"{Name(role)}.csproj");
}
