using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using SpecMesh.MeshBench.Measures;

namespace SpecMesh.MeshBench.Reports;

/// <summary>Draws each mode's speed against plain decoding over an axis; 1 is the break-even line.</summary>
internal static class Plot
{
    private const double Width = 720;
    private const double Height = 400;

    public static void Write(string path, string title, string axis, IReadOnlyList<Comparison> results)
    {
        var model = new PlotModel { Title = title, Background = OxyColors.White };
        model.Legends.Add(new Legend { LegendPosition = LegendPosition.RightTop });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = axis, MajorGridlineStyle = LineStyle.Dot });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "tokens per second / plain", Minimum = 0, MajorGridlineStyle = LineStyle.Dot });
        foreach (var mode in results.SelectMany(static result => result.Modes.Keys).Distinct())
        {
            var series = new LineSeries { Title = mode, MarkerType = MarkerType.Circle };
            foreach (var result in results.Where(result => result.Modes.ContainsKey(mode)))
                series.Points.Add(new DataPoint(result.X, result.TotalRatio(mode, "plain")));
            model.Series.Add(series);
        }

        using var file = File.Create(path);
        new SvgExporter { Width = Width, Height = Height }.Export(model, file);
    }
}
