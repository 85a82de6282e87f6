using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Wire;

/// <summary>
/// What a frame carries. The numbers are the protocol's: none is ever given a new meaning. Who sends each, and how long it may be,
/// is in <see cref="MessageRule"/>.
/// </summary>
public enum MessageType : byte
{
    /// <summary>Both: the first frame of each end. <see cref="Messages.Hello"/>.</summary>
    Hello = 1,

    /// <summary>Client: asks for a target. <see cref="OpenRequest"/>.</summary>
    Open = 2,

    /// <summary>Agent: answers <see cref="Open"/>. <see cref="Messages.TargetState"/>.</summary>
    TargetState = 3,

    /// <summary>Client: asks what stands at unmanaged paths. <see cref="ProbeRequest"/>.</summary>
    Probe = 4,

    /// <summary>Agent: answers <see cref="Probe"/>. <see cref="Messages.ProbeReply"/>.</summary>
    ProbeReply = 5,

    /// <summary>Client: starts a run. <see cref="RunRequest"/>.</summary>
    Begin = 6,

    /// <summary>Agent: answers <see cref="Begin"/>. <see cref="Messages.StageOffer"/>.</summary>
    StageOffer = 7,

    /// <summary>Agent: what the target has to build a content on. <see cref="ContentSignature"/>.</summary>
    Signature = 8,

    /// <summary>Agent: all signatures of the run were sent. Empty.</summary>
    SignaturesEnd = 9,

    /// <summary>Client: contents of a run. Agent: contents that were fetched. <see cref="Packs.ContentPackReader"/>.</summary>
    Pack = 10,

    /// <summary>Client: all contents were sent; put them into place. Empty.</summary>
    Commit = 11,

    /// <summary>Agent: answers <see cref="Commit"/>. <see cref="Plan.CommitReport"/>.</summary>
    CommitReport = 12,

    /// <summary>Client: runs a command; this and all that is about commands begins with a <see cref="CommandNumber"/>. <see cref="CommandRequest"/>.</summary>
    Command = 13,

    /// <summary>Agent: a piece of the command's output. <see cref="Messages.Commands.Output"/>.</summary>
    Output = 14,

    /// <summary>Client: a signal for the command. <see cref="CommandSignal"/>.</summary>
    Signal = 15,

    /// <summary>Agent: how the command ended; after all its output. <see cref="Messages.Commands.CommandResult"/>.</summary>
    CommandResult = 16,

    /// <summary>Both: a sign of life, at regular intervals and without an answer (<see cref="Keepalive"/>). Empty.</summary>
    Ping = 17,

    /// <summary>Both: why the sender goes no further; its last frame. <see cref="Messages.Failure"/>.</summary>
    Failure = 18,

    /// <summary>Client: nothing more is wanted; the agent unlocks the target and ends. Empty.</summary>
    Goodbye = 19,

    /// <summary>Client: a piece of the command's input as it is, from 1 to <see cref="WireLimits.MaxInput"/> bytes.</summary>
    Input = 26,

    /// <summary>Client: the command's input has ended. Empty behind the number.</summary>
    InputEnd = 27,

    /// <summary>Agent: how much of its input the command has taken. <see cref="Messages.Commands.InputTaken"/>.</summary>
    InputTaken = 28,

    /// <summary>Client: the command's terminal has another size. <see cref="Messages.Commands.WindowSize"/>.</summary>
    WindowSize = 29,
    /// <summary>Client: asks for the runs that the history keeps, or for one of them. <see cref="HistoryRequest"/>.</summary>
    History = 20,

    /// <summary>Agent: answers <see cref="History"/>. <see cref="Messages.HistoryReply"/>.</summary>
    HistoryReply = 21,

    /// <summary>Client: asks what stood on the target before a run. <see cref="PastRequest"/>.</summary>
    Past = 22,

    /// <summary>Agent: answers <see cref="Past"/>. <see cref="Messages.PastReply"/>.</summary>
    PastReply = 23,

    /// <summary>Client: asks for contents of the target. <see cref="FetchRequest"/>.</summary>
    Fetch = 24,

    /// <summary>Agent: answers <see cref="Fetch"/>, behind the packs. <see cref="Messages.FetchEnd"/>.</summary>
    FetchEnd = 25,

    /// <summary>Client: asks who holds the target, and about its last run. Empty.</summary>
    Inspect = 30,

    /// <summary>Agent: answers <see cref="Inspect"/>. <see cref="Messages.Inspection"/>.</summary>
    Inspection = 31,

    /// <summary>Agent: what a request for a lasting command has met, before its output. <see cref="LastingReport"/>.</summary>
    Lasting = 32,

    /// <summary>Agent: a sign of life of one that works. <see cref="Messages.Working"/>.</summary>
    Working = 50,

    /// <summary>Client: asks what is otherwise on the target than its baseline says. Empty.</summary>
    Check = 33,

    /// <summary>Agent: answers <see cref="Check"/>. <see cref="DriftReply"/>.</summary>
    DriftReply = 34,

    /// <summary>Client: removes paths from history, stage and baseline, or asks what there is of them. <see cref="PurgeRequest"/>.</summary>
    Purge = 35,

    /// <summary>Agent: answers <see cref="Purge"/>. <see cref="Messages.PurgeReply"/>.</summary>
    PurgeReply = 36,

    /// <summary>Client: asks which runs changed some paths last. <see cref="AttributionRequest"/>.</summary>
    Attribute = 45,

    /// <summary>Agent: answers <see cref="Attribute"/>. <see cref="Messages.AttributionReply"/>.</summary>
    AttributionReply = 46,

    /// <summary>
    /// Client: serve another client over this connection; this and all that is about channels begins with a
    /// <see cref="ChannelNumber"/>. Empty behind it.
    /// </summary>
    Channel = 52,

    /// <summary>Both: what the other client or its agent says, from 1 to <see cref="WireLimits.MaxInput"/> bytes.</summary>
    ChannelData = 53,

    /// <summary>Both: how much of a channel's data was taken. <see cref="InputTaken"/>'s form.</summary>
    ChannelTaken = 54,

    /// <summary>Both: the sender's side of a channel has ended. Empty behind the number.</summary>
    ChannelEnd = 55,
}
