using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace SpecMesh.LoadTest.Reports;

/// <summary>A named line of a chart.</summary>
internal sealed record Curve(string Name, IReadOnlyList<DataPoint> Points);

/// <summary>Draws plots as SVG elements that stand in a page.</summary>
internal static class Chart
{
    private const double Width = 560;
    private const double Height = 300;
    private const int MostPoints = 2000;

    /// <param name="title">What it shows.</param>
    /// <param name="across">Title of the horizontal axis.</param>
    /// <param name="up">Title of the vertical axis.</param>
    /// <param name="curves">The lines.</param>
    /// <param name="marked">Whether each point is marked.</param>
    public static string Lines(string title, string across, string up, IReadOnlyList<Curve> curves, bool marked = false)
    {
        var model = Model(title, across, up, legend: curves.Count > 1);
        foreach (var curve in curves)
        {
            var series = new LineSeries { Title = curve.Name, MarkerType = marked ? MarkerType.Circle : MarkerType.None };
            series.Points.AddRange(Thin(curve.Points));
            model.Series.Add(series);
        }

        return Svg(model);
    }

    /// <inheritdoc cref="Lines"/>
    public static string Dots(string title, string across, string up, IReadOnlyList<Curve> curves)
    {
        var model = Model(title, across, up, legend: curves.Count > 1);
        foreach (var curve in curves)
        {
            var series = new ScatterSeries { Title = curve.Name, MarkerType = MarkerType.Circle, MarkerSize = 2 };
            series.Points.AddRange(Thin(curve.Points).Select(static point => new ScatterPoint(point.X, point.Y)));
            model.Series.Add(series);
        }

        return Svg(model);
    }

    /// <summary>Which share of values is at most so great.</summary>
    public static Curve Cumulative(string name, IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return new Curve(name, [.. sorted.Select((value, index) => new DataPoint(value, 100.0 * (index + 1) / sorted.Count))]);
    }

    private static PlotModel Model(string title, string across, string up, bool legend)
    {
        var model = new PlotModel { Title = title, TitleFontSize = 14, DefaultFont = "Arial, sans-serif", Background = OxyColors.White };
        if (legend)
        {
            model.Legends.Add(new Legend
            {
                LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomCenter, LegendOrientation = LegendOrientation.Horizontal,
            });
        }

        model.Axes.Add(Axis(AxisPosition.Bottom, across));
        model.Axes.Add(Axis(AxisPosition.Left, up));
        return model;
    }

    private static LinearAxis Axis(AxisPosition position, string title) =>
        new() { Position = position, Title = title, AxisTitleDistance = 12, Minimum = 0, MajorGridlineStyle = LineStyle.Dot, MajorGridlineColor = OxyColors.LightGray };

    // A page with a million points would be slow, and show no more.
    private static IEnumerable<DataPoint> Thin(IReadOnlyList<DataPoint> points)
    {
        var step = (points.Count / MostPoints) + 1;
        return points.Where((_, index) => index % step == 0 || index == points.Count - 1);
    }

    // The exporter numbers clip paths from one in each picture, on one page they need names of their own; and it names no view box, without which
    // a page cannot fit a picture to its width. Titles are words of this program.
    private static string Svg(PlotModel model)
    {
        var name = string.Concat(model.Title.Where(char.IsLetterOrDigit));
        return new SvgExporter { Width = Width, Height = Height, IsDocument = false, TextMeasurer = new WideMeasurer() }.ExportToString(model)
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{model.Title}\" ", StringComparison.Ordinal)
            .Replace("id=\"clipPath", $"id=\"{name}", StringComparison.Ordinal)
            .Replace("url(#clipPath", $"url(#{name}", StringComparison.Ordinal);
    }

    /// <summary>Leaves room for the fonts of other machines, which may be wider than the one that is measured.</summary>
    private sealed class WideMeasurer() : PdfRenderContext(Width, Height, OxyColors.White)
    {
        private const double Widest = 1.3;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(Widest * size.Width, size.Height);
        }
    }
}
