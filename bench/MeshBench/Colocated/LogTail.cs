namespace SpecMesh.MeshBench.Colocated;

/// <summary>The last lines of a program's output.</summary>
internal sealed class LogTail
{
    private const int MaxLines = 20;

    private readonly Queue<string> _lines = new();

    /// <summary>Reads on to the end of the output, so that its writer never waits.</summary>
    public async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            Add(line);
    }

    public override string ToString()
    {
        lock (_lines)
            return string.Join(Environment.NewLine, _lines);
    }

    private void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }
}
