using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>What an agent was doing when the connection to it was given up, in words.</summary>
internal static class AwaitedPhase
{
    /// <summary>The words, to stand behind the name of the host.</summary>
    /// <param name="awaited">What was waited for; null for nothing but the end of a command.</param>
    public static string Of(MessageType? awaited) => awaited switch
    {
        MessageType.Hello => "while the agent was greeted",
        MessageType.TargetState => "while it opened the target (lock, recovery, comparison with the baseline)",
        MessageType.ProbeReply => "while it looked at paths that are new to it",
        MessageType.StageOffer => "while it began the run",
        MessageType.Signature => "while it made signatures of what it has",
        MessageType.CommitReport => "while it took the contents and put them in place",
        MessageType.HistoryReply or MessageType.PastReply => "while it read the history",
        MessageType.FetchEnd => "while it sent contents",
        MessageType.Inspection => "while it looked who holds the target",
        MessageType.DriftReply => "while it looked for changes",
        _ => "between two requests, or while a command ran there",
    };
}
