using SpecMesh.AppHost.Local;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Tests.Local;

public sealed class ConsoleLogTests
{
    private static readonly ServiceSpec Draft = MeshServices.Draft(new MeshTopology(), 1, cores: 1);

    [Fact]
    public void Each_line_has_the_name_of_who_wrote_it()
    {
        using var output = new StringWriter();
        var log = new ConsoleLog(output, coloured: false);

        log.Service(Draft, "loading");
        log.Host("ready");

        Assert.Equal(["draft-1     | loading", "specmesh    | ready"], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void On_a_terminal_only_the_name_is_coloured()
    {
        using var output = new StringWriter();

        new ConsoleLog(output, coloured: true).Service(Draft, "loading");

        Assert.Matches("^\e\\[\\d+mdraft-1    \e\\[0m \\| loading", output.ToString());
    }
}
