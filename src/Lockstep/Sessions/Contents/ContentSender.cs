using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Reads the contents of a plan's changes from the project and sends them: small ones many to a pack, large ones in pieces, and those that the target has a
/// version of as deltas once its signature is here. What it reads is what counts: size, time and hash are those of the bytes that were sent.
/// </summary>
/// <param name="project">The tree that is read.</param>
/// <param name="changes">What announces the contents.</param>
/// <param name="sink">Takes them.</param>
/// <param name="log">Takes note of what becomes of them.</param>
/// <param name="isExact">Whether a content is sent only while it has the announced size and time: the receiver would refuse any other.</param>
internal sealed class ContentSender(
    RootedDirectory project, IReadOnlyList<Change> changes, IContentSink sink, ISendLog log, bool isExact = false)
{
    /// <summary>How often a small file that changes while it is read is read again.</summary>
    private const int Attempts = 3;

    private readonly PackWriter _packs = new(sink);

    /// <summary>How far the contents that are sent whole have come, with what is in the packs so far.</summary>
    public SendPosition Position { get; private set; } = SendPosition.Start;

    /// <summary>Sends everything that the offer does not have.</summary>
    /// <param name="offer">What the target has.</param>
    /// <param name="from">How far somebody else has sent the contents that are sent whole.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SendAsync(StageOffer offer, SendPosition from, CancellationToken cancellation)
    {
        using var directories = new DirectoryCursor(project);
        var awaited = new AwaitedSignatures(changes, offer);
        HashSet<int> settled = [.. TakeStaged(offer, directories)];
        Position = from;
        for (int i = from.Index; i < changes.Count; i++)
        {
            bool goesWhole = changes[i].Transfer is Transfer.Whole or Transfer.Delta && !awaited.Contains(i) && !settled.Contains(i);
            if (goesWhole)
            {
                await SendWholeAsync(i, directories, cancellation);
            }
        }

        await SendDeltasAsync(awaited, directories, cancellation);
        await _packs.FlushAsync(cancellation);
        log.Report();
    }

    /// <summary>Sends the contents that are sent whole to any target.</summary>
    public async Task SendWholeAsync(CancellationToken cancellation)
    {
        using var directories = new DirectoryCursor(project);
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Transfer == Transfer.Whole)
            {
                await SendWholeAsync(i, directories, cancellation);
            }
        }

        await _packs.FlushAsync(cancellation);
    }

    /// <summary>Contents that an interrupted run left staged and that are still what the project has.</summary>
    private IEnumerable<int> TakeStaged(StageOffer offer, DirectoryCursor directories)
    {
        foreach (StagedContent staged in offer.Complete)
        {
            Change change = changes[staged.Index];
            if (ContentReader.TryHash(directories, change.Path, change.After.Type, out FinalContent final)
                && final.Content == staged.Content && final.ModifiedNs == change.After.ModifiedNs && final.Mode == change.After.Mode)
            {
                log.Complete(staged.Index, final, sentBytes: 0);
                log.Advance(change.ContentLength);
                yield return staged.Index;
            }
        }
    }

    private async Task SendWholeAsync(int index, DirectoryCursor directories, CancellationToken cancellation)
    {
        Change change = changes[index];
        if (Position.Index != index)
        {
            Position = new SendPosition(index);
        }

        ContentPackWriter pack = await _packs.RoomAsync(cancellation);
        try
        {
            if (change.After.Type == EntryType.Symlink)
            {
                SendSymlink(index, directories, pack);
            }
            else if (Position.Begun >= 0 || change.After.Size > ContentPackWriter.MaxRun || !TrySendSmall(index, directories, pack))
            {
                using FileHandle file = directories.OpenParent(change.Path).OpenFileForRead(change.Path.Name);
                await SendLargeAsync(index, file, cancellation);
            }
        }
        catch (FileSystemException e)
        {
            await SkipAsync(index, e.Cause, cancellation);
        }

        Position = new SendPosition(index + 1);
        if (pack.IsFull)
        {
            log.Report();
        }
    }

    private void SendSymlink(int index, DirectoryCursor directories, ContentPackWriter pack)
    {
        RelativePath path = changes[index].Path;
        DirectoryHandle parent = directories.OpenParent(path);
        byte[] text = parent.ReadLink(path.Name);
        long modifiedNs = parent.TryStat(path.Name, out FileStatus link) ? link.ModifiedNs : changes[index].After.ModifiedNs;
        RequireAnnounced(index, changes[index].After with { Size = text.Length, ModifiedNs = modifiedNs });
        var final = new FinalContent(text.Length, Mode: 0, modifiedNs, ContentHash.Of(text));
        pack.AddWhole(index, final, text);
        Complete(index, final, text.Length);
    }

    /// <summary>Reads a small file straight into the pack; false when it is no longer small.</summary>
    private bool TrySendSmall(int index, DirectoryCursor directories, ContentPackWriter pack)
    {
        RelativePath path = changes[index].Path;
        using FileHandle file = directories.OpenParent(path).OpenFileForRead(path.Name, out FileStatus before);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            RequireAnnounced(index, before.ToEntry());
            if (before.Size > ContentPackWriter.MaxRun)
            {
                return false;
            }

            Span<byte> room = pack.ReserveWhole((int)before.Size).Span;
            int length = ContentReader.ReadFully(file, room);
            FileStatus after = file.Status();
            if (length == before.Size && ContentReader.IsUnchanged(before, after))
            {
                FinalContent final = ContentReader.Final(before, ContentHash.Of(room));
                pack.CommitWhole(index, final);
                Complete(index, final, length);
                return true;
            }

            before = after;
        }

        throw ContentReader.ChangedWhileRead(path);
    }

    /// <summary>Sends a file in pieces; when it changes meanwhile, the target drops what it got and the next push sends the file.</summary>
    private async Task SendLargeAsync(int index, FileHandle file, CancellationToken cancellation)
    {
        FileStatus before = file.Status();
        RequireAnnounced(index, before.ToEntry());
        var hash = new System.IO.Hashing.XxHash128();
        long sent = Position.Index == index && Position.Begun >= 0
            ? PassOver(index, file, Position.Begun, hash)
            : await BeginAsync(index, before.Size, cancellation);
        while (sent < before.Size)
        {
            // No further than it was long: a file that grows as fast as it is read has no end.
            ContentPackWriter pack = await _packs.RoomAsync(cancellation, forLargeContent: true);
            int length = ReadPiece(index, file, pack, hash, (int)Math.Min(ContentPackWriter.MaxRun, before.Size - sent));
            if (length == 0)
            {
                break;
            }

            sent += length;
            Position = new SendPosition(index, sent);
            log.Advance(length);
            log.Report();
        }

        await EndAsync(index, before, file, sent, hash, sent, cancellation);
    }

    /// <summary>What somebody else has sent of a content is read for its hash only.</summary>
    private long PassOver(int index, FileHandle file, long sent, System.IO.Hashing.XxHash128 hash) =>
        ContentReader.HashStart(file, sent, hash) == sent ? sent : throw ContentReader.ChangedWhileRead(changes[index].Path);

    private async Task<long> BeginAsync(int index, long size, CancellationToken cancellation)
    {
        (await _packs.RoomAsync(cancellation)).Begin(index, size, ContentBasis.None);
        Position = new SendPosition(index, Begun: 0);
        return 0;
    }

    /// <summary>What the receiver asked for by size, time and mode is not sent in another version.</summary>
    private void RequireAnnounced(int index, in Entry actual)
    {
        Entry announced = changes[index].After;
        if (isExact && actual with { Content = announced.Content } != announced)
        {
            throw new FileSystemException(Errno.EBUSY, "read", changes[index].Path.Name, "it changed since it was compared; run again");
        }
    }

    private static int ReadPiece(int index, FileHandle file, ContentPackWriter pack, System.IO.Hashing.XxHash128 hash, int most)
    {
        Span<byte> room = pack.ReserveData(most).Span;
        int length = file.Read(room);
        hash.Append(room[..length]);
        pack.CommitData(index, length);
        return length;
    }

    private async Task SendDeltasAsync(AwaitedSignatures awaited, DirectoryCursor directories, CancellationToken cancellation)
    {
        while (awaited.Count > 0)
        {
            ContentSignature signature = await ReadSignatureAsync(cancellation)
                ?? throw new ProtocolException($"{awaited.Count} signatures did not come");
            int index = signature.Index;
            ContentBasis basis = awaited.Take(index);
            try
            {
                using FileHandle file = directories.OpenParent(changes[index].Path).OpenFileForRead(changes[index].Path.Name);
                if (signature.Encoded.IsEmpty)
                {
                    await SendLargeAsync(index, file, cancellation);
                }
                else
                {
                    await SendDeltaAsync(signature, basis, file, cancellation);
                }
            }
            catch (FileSystemException e)
            {
                await SkipAsync(index, e.Cause, cancellation);
            }
        }
    }

    private async Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation)
    {
        Task<ContentSignature?> reading = sink.ReadSignatureAsync(cancellation);
        if (!reading.IsCompleted)
        {
            // The target signs the next only when it has seen what became of the last ones.
            await _packs.FlushAsync(cancellation);
        }

        return await reading;
    }

    private async Task SendDeltaAsync(ContentSignature signature, ContentBasis basis, FileHandle file, CancellationToken cancellation)
    {
        int index = signature.Index;
        FileStatus before = file.Status();
        (await _packs.RoomAsync(cancellation)).Begin(index, before.Size, basis);
        using var delta = new DeltaWriter(signature, _packs);
        var hash = new System.IO.Hashing.XxHash128();
        long read = 0;
        while (delta.ReadFrom(file, hash) is > 0 and int length)
        {
            read += length;
            log.Advance(length);
            log.Report();
            await delta.WriteAsync(cancellation);
        }

        await delta.FinishAsync(cancellation);
        await EndAsync(index, before, file, read, hash, delta.LiteralBytes, cancellation);
    }

    private async Task EndAsync(
        int index, FileStatus before, FileHandle file, long read, System.IO.Hashing.XxHash128 hash, long sent, CancellationToken cancellation)
    {
        if (read != before.Size || !ContentReader.IsUnchanged(before, file.Status()))
        {
            throw ContentReader.ChangedWhileRead(changes[index].Path);
        }

        FinalContent final = ContentReader.Final(before, ContentHash.From(hash));
        (await _packs.RoomAsync(cancellation)).End(index, final);
        log.Complete(index, final, sent);
    }

    private void Complete(int index, in FinalContent final, long bytes)
    {
        log.Complete(index, final, bytes);
        log.Advance(bytes);
    }

    private async Task SkipAsync(int index, string cause, CancellationToken cancellation)
    {
        (await _packs.RoomAsync(cancellation)).Skip(index);
        log.Skip(new Problem(changes[index].Path, cause));
    }
}
