using Grpc.Core;

namespace SpecMesh.Gateway.Tests.Support;

/// <summary>What a scripted node does with one call.</summary>
/// <param name="Tokens">How many tokens of the answer it delivers in this call before it does what it does. Null: all.</param>
/// <param name="End">What it does then.</param>
/// <param name="Status">The status that it fails with.</param>
internal sealed record Behaviour(int? Tokens, BehaviourEnd End, Status Status = default)
{
    public static Behaviour Play { get; } = new(null, BehaviourEnd.Finish);

    public static Behaviour Refuse(StatusCode code, string detail = "refused") => new(0, BehaviourEnd.Refuse, new Status(code, detail));

    public static Behaviour FailAfter(int tokens, StatusCode code) => new(tokens, BehaviourEnd.Fail, new Status(code, "failed"));

    /// <summary>Breaks the connection, as a process that is killed does.</summary>
    public static Behaviour DieAfter(int tokens) => new(tokens, BehaviourEnd.Die);

    public static Behaviour HangAfter(int tokens) => new(tokens, BehaviourEnd.Hang);

    /// <summary>Ends the stream in good order, but without a finish reason.</summary>
    public static Behaviour EndAfter(int tokens) => new(tokens, BehaviourEnd.End);

    /// <summary>Sends a token again that was delivered before.</summary>
    public static Behaviour RepeatAfter(int tokens) => new(tokens, BehaviourEnd.Repeat);
}

internal enum BehaviourEnd
{
    Finish,
    Refuse,
    Fail,
    Die,
    Hang,
    End,
    Repeat,
}
