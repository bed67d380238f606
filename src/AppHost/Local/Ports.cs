using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using SpecMesh.AppHost.Topology;

namespace SpecMesh.AppHost.Local;

/// <summary>Whether the mesh's ports are free.</summary>
public static class Ports
{
    /// <summary>Throws if something else listens on a port of <paramref name="services"/>.</summary>
    /// <exception cref="TopologyException">At least one is taken.</exception>
    public static void Check(ImmutableArray<ServiceSpec> services)
    {
        string[] problems =
        [
            .. from service in services
               from endpoint in service.Endpoints
               where !IsFree(service.Host, endpoint.Port)
               select $"Port {endpoint.Port}, wanted by {service.Name}, is in use; "
                   + $"stop what listens there or {TopologyRules.MovePorts(service.Role)}.",
        ];
        if (problems.Length > 0)
            throw new TopologyException(problems);
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool IsFree(string host, int port)
    {
        var address = IPAddress.TryParse(host, out var parsed) ? parsed
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.Any;
        using var listener = new TcpListener(address, port) { ExclusiveAddressUse = OperatingSystem.IsWindows() };
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
