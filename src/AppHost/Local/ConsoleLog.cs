using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Writes each line with the name of its service before it, in the colour of the service's role on a terminal.</summary>
public sealed class ConsoleLog(TextWriter output, bool coloured) : ILogSink
{
    private const string HostName = "specmesh";
    private const int NameWidth = 11;
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    private readonly Lock _lock = new();

    /// <summary>Writes to this process's standard output, coloured if that is a terminal and <c>NO_COLOR</c> is not set.</summary>
    public static ConsoleLog Standard() => new(
        Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Service(ServiceSpec service, string line) => Write(service.Name, Colour(service.Role), line);

    public void Host(string line) => Write(HostName, Bold, line);

    private void Write(string name, string colour, string line)
    {
        var padded = name.PadRight(NameWidth);
        lock (_lock)
            output.WriteLine(coloured ? $"{colour}{padded}{Plain} | {line}" : $"{padded} | {line}");
    }

    private static string Colour(ServiceRole role) => role switch
    {
        ServiceRole.Verifier => "\e[36m",
        ServiceRole.Draft => "\e[33m",
        _ => "\e[35m",
    };
}
