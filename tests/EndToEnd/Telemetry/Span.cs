using Google.Protobuf;

namespace SpecMesh.EndToEnd.Telemetry;

/// <summary>A span as a service has exported it.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="Id">Hexadecimal.</param>
/// <param name="ParentId">Hexadecimal; empty for a root.</param>
/// <param name="Name">What it stands for.</param>
/// <param name="Attributes">Its attributes; numbers as text.</param>
/// <param name="Events">Names of its events.</param>
/// <param name="Failed">Whether its status is an error.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970.</param>
internal sealed record Span(
    string Service, string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Events, bool Failed, ulong Start, ulong End);

/// <summary>
/// Reads <c>opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest</c>: of its fields, by number, what tests look at.
/// </summary>
internal static class SpanReader
{
    private const ulong ErrorStatus = 2;

    public static IReadOnlyList<Span> Read(byte[] request)
    {
        var spans = new List<Span>();
        foreach (var resourceSpans in Messages(request, 1))
        {
            var resource = Attributes(Messages(resourceSpans, 1).SelectMany(static resource => Messages(resource, 1)));
            foreach (var span in Messages(resourceSpans, 2).SelectMany(static scopeSpans => Messages(scopeSpans, 2)))
                spans.Add(ReadSpan(resource["service.name"], span));
        }

        return spans;
    }

    private static Span ReadSpan(string service, byte[] span) => new(
        service,
        Convert.ToHexStringLower(Messages(span, 1).Single()),
        Convert.ToHexStringLower(Messages(span, 2).Single()),
        Convert.ToHexStringLower(Messages(span, 4).SingleOrDefault([])),
        Text(Messages(span, 5).Single()),
        Attributes(Messages(span, 9)),
        [.. Messages(span, 11).Select(static happening => Text(Messages(happening, 2).Single()))],
        Messages(span, 15).SelectMany(static status => Numbers(status, 3)).Contains(ErrorStatus),
        Numbers(span, 7).Single(),
        Numbers(span, 8).Single());

    private static Dictionary<string, string> Attributes(IEnumerable<byte[]> pairs) => pairs.ToDictionary(
        static pair => Text(Messages(pair, 1).Single()), static pair => Value(Messages(pair, 2).Single()));

    // A string, a truth value, a whole number, a number, or a list of such.
    private static string Value(byte[] any) =>
        Messages(any, 1).Select(Text)
            .Concat(Numbers(any, 2).Select(static value => value == 0 ? "false" : "true"))
            .Concat(Numbers(any, 3).Select(static value => $"{(long)value}"))
            .Concat(Numbers(any, 4).Select(static value => $"{BitConverter.UInt64BitsToDouble(value)}"))
            .Concat(Messages(any, 5).Select(static list => string.Join(',', Messages(list, 1).Select(Value))))
            .SingleOrDefault("");

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static IEnumerable<byte[]> Messages(byte[] message, int field) =>
        Fields(message).Where(entry => entry.Field == field && entry.Bytes is not null).Select(static entry => entry.Bytes!);

    private static IEnumerable<ulong> Numbers(byte[] message, int field) =>
        Fields(message).Where(entry => entry.Field == field && entry.Bytes is null).Select(static entry => entry.Number);

    private static List<(int Field, byte[]? Bytes, ulong Number)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[]?, ulong)>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.LengthDelimited => (field, input.ReadBytes().ToByteArray(), 0),
                WireFormat.WireType.Varint => (field, null, input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => (field, null, input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => (field, null, input.ReadFixed32()),
                var other => throw new InvalidDataException($"Field {field} has wire type {other}."),
            });
        }

        return fields;
    }
}
