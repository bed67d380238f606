namespace SpecMesh.LoadTest.Memory;

/// <summary>A service whose memory is watched.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Metrics">Its page of metrics in Prometheus' text format.</param>
internal sealed record MemorySource(string Name, Uri Metrics)
{
    /// <summary>Reads <c>URL</c> or <c>NAME=URL</c>. Without a name it is host and port.</summary>
    /// <exception cref="LoadTestException">It is no HTTP address.</exception>
    public static MemorySource Parse(string text)
    {
        var name = text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < text.IndexOf("://", StringComparison.Ordinal) ? text[..at] : null;
        var address = name is null ? text : text[(name.Length + 1)..];
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new MemorySource(name ?? uri.Authority, uri)
            : throw new LoadTestException($"--memory: '{text}' is no page of metrics. Give one such as http://localhost:8080/metrics or gateway=http://localhost:8080/metrics.");
    }
}
