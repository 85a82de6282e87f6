using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>
/// The end that looks at what stands at the destination and asks for what is missing. It writes; its <see cref="Receiver"/> reads at the same time and
/// tells it by notices what came.
/// </summary>
internal sealed class Generator(ReceiverState state, IndexCodec indices, EntryUpdate update, HardLinks links, Deleter deleter, DirectoryFinish directories)
{
    private readonly Queue<FileSegment> _arrived = new();
    private readonly Queue<FileSegment> _open = new();
    private readonly Queue<int> _again = new();
    private readonly Queue<int> _delayed = new();
    private bool _haveListsEnded = !state.Session.Dialect.IsIncremental;
    private int _inProgress;
    private int _phasesEnded;
    private bool _isOver;

    private RsyncWriter Writer => state.Session.Writer;

    private Dialect Dialect => state.Session.Dialect;

    /// <summary>Takes an entry that is only listed.</summary>
    public Action<FileEntry> OnListed { get; init; } = _ => { };

    /// <summary>Puts a content in its place that waited for it.</summary>
    public required Func<FileEntry, FileOutcome> Deliver { get; init; }

    /// <summary>Brings everything up to date.</summary>
    /// <param name="first">The first list.</param>
    public void Run(FileSegment first)
    {
        _arrived.Enqueue(first);
        links.OnSettled = Settle;
        deleter.DeleteBefore();
        LookAtLists();
        if (Dialect.IsIncremental)
        {
            AwaitContents();
        }

        SayDone();
        Await(() => _phasesEnded >= 1);
        RequestAgain();
        SayDone();
        if (_delayed.Count > 0)
        {
            Await(() => _phasesEnded >= 2);
            DeliverDelayed();
        }

        if (Dialect.HasUpdateStep)
        {
            SayDone();
        }

        deleter.DeleteLate();
        if (Dialect.HasDeletionStep)
        {
            TellDeletions();
            SayDone();
        }

        Await(() => _isOver);
        directories.Finish();
        SayDone();
        Writer.Flush();
    }

    private void SayDone() => indices.Write(Writer, IndexCodec.Done);

    private void LookAtLists()
    {
        while (true)
        {
            while (state.Notices.TryTake(out Notice? notice))
            {
                Take(notice);
            }

            if (!_arrived.TryDequeue(out FileSegment? segment))
            {
                if (_haveListsEnded)
                {
                    return;
                }

                TakeNext();
                continue;
            }

            _open.Enqueue(segment);
            LookAt(segment);
            segment.IsLookedAt = true;
            FinishLists();
        }
    }

    private void LookAt(FileSegment segment)
    {
        links.Start(segment);
        if (Dialect.IsIncremental && segment.Directory is { } directory)
        {
            Request(segment, segment.First - 1, directory);
            deleter.DeleteIn(directory, segment);
        }

        for (int i = 0; i < segment.Entries.Length; i++)
        {
            FileEntry entry = segment.Entries[i];
            if (entry.IsCleared || (Dialect.IsIncremental && entry.IsDirectory))
            {
                continue;
            }

            // A deletion changes the directory's time, which is looked at before.
            Request(segment, segment.First + i, entry);
            if (entry.IsDirectory)
            {
                deleter.DeleteIn(entry, segment);
            }
        }
    }

    private void Request(FileSegment segment, int index, FileEntry entry)
    {
        if (state.Session.Options.ListOnly)
        {
            OnListed(entry);
            return;
        }

        // What is settled while others are looked at must have been counted before.
        segment.InProgress++;
        _inProgress++;
        if (!(entry.HardLink is null ? update.LookAt(index, entry) : links.LookAtMember(index, entry)))
        {
            segment.InProgress--;
            _inProgress--;
        }
    }

    /// <summary>Says of each list that is completely done, but for the last, that it is.</summary>
    private void FinishLists()
    {
        while (Dialect.IsIncremental && _open.Count + _arrived.Count > 1 && _open.TryPeek(out FileSegment? oldest)
            && oldest is { IsLookedAt: true, InProgress: 0 })
        {
            _open.Dequeue();
            SayDone();
        }
    }

    private void AwaitContents() => Await(() => _inProgress == 0);

    private void Await(Func<bool> isReached)
    {
        while (!isReached())
        {
            TakeNext();
        }
    }

    private void TakeNext()
    {
        if (!state.Notices.TryTake(out Notice? notice))
        {
            Writer.Flush();
            notice = state.Notices.Take();
        }

        Take(notice);
    }

    private void Take(Notice notice)
    {
        switch (notice)
        {
            case Notice.ListCame came:
                _arrived.Enqueue(came.Segment);
                FinishLists();
                break;
            case Notice.ListsEnded:
                _haveListsEnded = true;
                break;
            case Notice.Finished finished:
                TakeFinished(finished);
                break;
            case Notice.PhaseEnded:
                _phasesEnded++;
                break;
            case Notice.Over:
                _isOver = true;
                break;
            case Notice.Failed failed:
                throw new ReceiverFailedException(failed.Why);
        }
    }

    private void TakeFinished(Notice.Finished finished)
    {
        if (finished.Outcome == FileOutcome.Damaged)
        {
            if (Dialect.IsIncremental)
            {
                update.RequestAgain(finished.Index);
            }
            else
            {
                _again.Enqueue(finished.Index);
            }

            return;
        }

        if (finished.Outcome == FileOutcome.Delayed)
        {
            _delayed.Enqueue(finished.Index);
            return;
        }

        AfterContent(finished.Index, finished.Outcome);
        FinishLists();
    }

    private void AfterContent(int index, FileOutcome outcome)
    {
        (FileEntry entry, _) = state.Table.Find(index);
        if (entry.HardLink is not null)
        {
            links.AfterContent(entry, outcome);
        }

        if (outcome == FileOutcome.Placed)
        {
            state.TellArrived(index);
        }

        Settle(index);
    }

    /// <summary>Puts in their places what waited for the end of the transfer.</summary>
    private void DeliverDelayed()
    {
        while (_delayed.TryDequeue(out int index))
        {
            AfterContent(index, Deliver(state.Table.Find(index).Entry));
        }
    }

    private void Settle(int index)
    {
        (_, FileSegment segment) = state.Table.Find(index);
        segment.InProgress--;
        _inProgress--;
    }

    private void RequestAgain()
    {
        while (_again.TryDequeue(out int index))
        {
            update.RequestAgain(index);
        }
    }

    private void TellDeletions()
    {
        if (deleter.IsOn)
        {
            indices.Write(Writer, IndexCodec.DeletionCounts);
            state.Totals.Deleted.Write(Writer);
        }
    }
}
