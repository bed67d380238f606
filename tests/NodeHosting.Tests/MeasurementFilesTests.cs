using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Nodes;
using SpecMesh.Speculation.Planning;

namespace SpecMesh.NodeHosting.Tests;

public sealed class MeasurementFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeLogger<MeasurementFiles> _logger = new();

    private sealed record Speed(double Seconds, string Unit);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_measured_is_found_again_for_the_same_kind_and_subject_only()
    {
        Files().Save("speed", "a model on a device", new Speed(1.5, "s"));
        Files().Save("speed", "another", new Speed(3, "s"));
        Files().Save("speed", "another", new Speed(2, "s"));

        Assert.Equal(new Speed(1.5, "s"), Files().Load<Speed>("speed", "a model on a device"));
        Assert.Equal(new Speed(2, "s"), Files().Load<Speed>("speed", "another"));
        Assert.Null(Files().Load<Speed>("speed", "a model on another device"));
        Assert.Null(Files().Load<Speed>("size", "another"));
        Assert.True(Files().Keeps);
        Assert.Empty(_logger.Collector.GetSnapshot());
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void The_costs_of_passes_come_back_as_they_were()
    {
        var costs = new CostModel();
        costs.Observe(new PassShape(2, 4, 100), TimeSpan.FromMilliseconds(70));
        Files().Save("costs", "a model", costs.Save());

        var found = new CostModel();
        found.Load(Files().Load<CostSnapshot>("costs", "a model")!);

        foreach (var shape in new[] { new PassShape(2, 4, 100), new PassShape(8, 3, 900) })
            Assert.Equal(costs.Seconds(shape), found.Seconds(shape), 1e-9);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("")]
    [InlineData("""{"Subject":"x"}""")]
    [InlineData("""{"Subject":"x","Value":{"Seconds":1}}""")]
    public void A_file_that_cannot_be_read_is_as_good_as_none_and_is_named(string content)
    {
        Files().Save("speed", "x", new Speed(1, "s"));
        var file = Assert.Single(Directory.GetFiles(_folder.Path));
        File.WriteAllText(file, content);

        Assert.Null(Files().Load<Speed>("speed", "x"));
        Assert.Equal(LogLevel.Warning, _logger.LatestRecord.Level);
        Assert.Contains(file, _logger.LatestRecord.Message);
        Files().Save("speed", "x", new Speed(2, "s"));
        Assert.Equal(new Speed(2, "s"), Files().Load<Speed>("speed", "x"));
    }

    [Fact]
    public void A_file_of_another_subject_is_not_taken()
    {
        Files().Save("speed", "x", new Speed(1, "s"));
        File.WriteAllText(Assert.Single(Directory.GetFiles(_folder.Path)), """{"Subject":"y","Value":{"Seconds":1,"Unit":"s"}}""");

        Assert.Null(Files().Load<Speed>("speed", "x"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_warning_that_names_the_setting()
    {
        var files = Files(_folder.File("in-the-way"));
        files.Save("speed", "x", new Speed(1, "s"));

        Assert.Equal(LogLevel.Warning, _logger.LatestRecord.Level);
        Assert.Contains("Node:StateDirectory", _logger.LatestRecord.Message);
        Assert.Null(files.Load<Speed>("speed", "x"));
    }

    [Fact]
    public void Set_to_none_it_keeps_nothing()
    {
        var files = Files(NodeOptions.NoState);
        files.Save("speed", "x", new Speed(1, "s"));

        Assert.False(files.Keeps);
        Assert.Null(files.Load<Speed>("speed", "x"));
        Assert.False(Directory.Exists(NodeOptions.NoState));
    }

    private MeasurementFiles Files(string? directory = null) =>
        new(Options.Create(new NodeOptions { StateDirectory = directory ?? _folder.Path }), _logger);
}
