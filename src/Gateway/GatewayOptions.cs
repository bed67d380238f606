namespace SpecMesh.Gateway;

/// <summary>Settings under <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>
    /// Largest request body in bytes. Default 3 MiB, and no more: what becomes of it must stay below the 4 MiB that a gRPC message may
    /// have. A larger message costs its sender the connection, and with it the sessions beside it.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 3 * 1024 * 1024;

    /// <summary>
    /// Most tokens of an answer: a request that asks for more is refused, one that does not say gets these. 0, the default: as many as the context has room
    /// for.
    /// </summary>
    public int MaxTokens { get; set; }

    /// <summary>How long a request without a first token is tried while no node takes it. Default 2 seconds.</summary>
    public TimeSpan OpenPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an interrupted answer is tried to be continued while no node takes it. Default 15 seconds.</summary>
    public TimeSpan ReplayPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How many nodes in a row may fail on a generation without adding a token before it is given up: a request that breaks
    /// nodes must not go round the whole mesh. Default 5.
    /// </summary>
    public int MaxReplays { get; set; } = 5;
}
