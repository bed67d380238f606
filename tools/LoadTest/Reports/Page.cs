using System.Net;
using System.Text;

namespace SpecMesh.LoadTest.Reports;

/// <summary>An HTML page that needs nothing but itself.</summary>
internal sealed class Page(string title)
{
    private static readonly Lazy<string> Style = new(static () =>
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    });

    private readonly StringBuilder _body = new();

    public Page Lead(string text) => Add($"<p class=\"lead\">{Safe(text)}</p>");

    public Page Heading(string text) => Add($"<h2>{Safe(text)}</h2>");

    public Page Warnings(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Add($"<p class=\"warning\" role=\"note\">Warning: {Safe(warning)}</p>");
        return this;
    }

    public Page Figures(IEnumerable<Figure> figures)
    {
        Add("<dl>");
        foreach (var (name, value) in figures)
            Add($"<dt>{Safe(name)}</dt><dd>{Safe(value)}</dd>");
        return Add("</dl>");
    }

    public Page Table(IEnumerable<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        Add("<div class=\"scroll\"><table><thead><tr>" + string.Concat(titles.Select(static cell => $"<th scope=\"col\">{Safe(cell)}</th>")) + "</tr></thead><tbody>");
        foreach (var row in rows)
            Add("<tr>" + string.Concat(row.Select(static cell => $"<td>{Safe(cell)}</td>")) + "</tr>");
        return Add("</tbody></table></div>");
    }

    /// <param name="charts">SVG elements.</param>
    public Page Charts(IEnumerable<string> charts)
    {
        Add("<div class=\"charts\">");
        foreach (var chart in charts)
            Add(chart);
        return Add("</div>");
    }

    public override string ToString() =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Safe(title)}</title>
        <style>
        {Style.Value}</style>
        </head>
        <body>
        <h1>{Safe(title)}</h1>
        {_body}</body>
        </html>

        """;

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private Page Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }
}
