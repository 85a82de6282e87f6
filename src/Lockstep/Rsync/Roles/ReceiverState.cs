using System.Collections.Concurrent;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>What a generator and its receiver share.</summary>
/// <param name="Session">The connection.</param>
/// <param name="Table">The lists.</param>
/// <param name="Attributes">How entries get their attributes.</param>
/// <param name="Totals">What was moved.</param>
internal sealed record ReceiverState(RsyncSession Session, FileTable Table, EntryAttributes Attributes, SessionTotals Totals)
{
    /// <summary>What the receiver tells the generator.</summary>
    public BlockingCollection<Notice> Notices { get; } = [];

    /// <summary>The indices whose contents were asked for and have not come.</summary>
    public ConcurrentDictionary<int, ContentRequest> Requested { get; } = new();

    /// <summary>Takes that the sender cannot send what it was asked for.</summary>
    public void TakeNoSend(int index)
    {
        if (!Requested.TryRemove(index, out _))
        {
            throw new ProtocolException($"the peer cannot send index {index}, which it was not asked for");
        }

        Notices.Add(new Notice.Finished(index, FileOutcome.Missing));
    }

    /// <summary>Tells the sender that an entry is here, where it removes those.</summary>
    public void TellArrived(int index)
    {
        if (Session.Options is { RemoveSourceFiles: true, DryRun: false })
        {
            Session.Writer.WriteMessage(MessageTag.Success, index);
        }
    }

    /// <summary>Tells that an entry could not be transferred.</summary>
    public void Fail(string text)
    {
        Totals.HasFailures = true;
        Session.Console.Write(RsyncChannel.TransferError, text);
    }
}
