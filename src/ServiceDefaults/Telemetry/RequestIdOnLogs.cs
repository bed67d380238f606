using OpenTelemetry;
using OpenTelemetry.Logs;

namespace SpecMesh.ServiceDefaults.Telemetry;

/// <summary>Gives log records that are exported the id of the request that they are about.</summary>
internal sealed class RequestIdOnLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (RequestId.Current is { } id)
            data.Attributes = [.. data.Attributes ?? [], new(RequestId.Attribute, id)];
    }
}
