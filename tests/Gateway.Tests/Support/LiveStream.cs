using System.Text;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>A streamed answer as it comes.</summary>
internal sealed class LiveStream(HttpResponseMessage response, Stream body, CancellationToken limit) : IDisposable
{
    private readonly MemoryStream _read = new();

    /// <summary>Reads until all of <paramref name="text"/> has arrived, however it is cut into chunks.</summary>
    public async Task ReadTextAsync(string text)
    {
        var buffer = new byte[4096];
        while (!TextSoFar().StartsWith(text, StringComparison.Ordinal))
        {
            var count = await body.ReadAsync(buffer, limit);
            Assert.NotEqual(0, count);
            _read.Write(buffer, 0, count);
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>All events of the answer.</returns>
    public async Task<IReadOnlyList<ServerEvent>> ReadToEndAsync()
    {
        await body.CopyToAsync(_read, limit);
        return EventStreamParser.Parse(_read.ToArray());
    }

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
        _read.Dispose();
    }

    private string TextSoFar()
    {
        var text = Encoding.UTF8.GetString(_read.ToArray());
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? "" : EventStreamParser.TextOf(EventStreamParser.Parse(Encoding.UTF8.GetBytes(text[..(end + 2)])));
    }
}
