using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Sessions.Remembering;

/// <summary>
/// Keeps what a project remembers of the targets it pushed to, a file each: so only changes cross the wire, and what another client pushed is told from what changed
/// here. A file that is damaged counts as none, and the next push is a first contact.
/// <code>
/// file         magic  Checkpoint  [Checkpoint]                         records: <see cref="RecordReader"/>
/// Checkpoint   scanned at, ns: 8  run: 8  flags: 1  [mark: 16 + 8]  held   snapshot with stamps and digests: <see cref="SnapshotEncoder"/>
///              flags: 1 seen follows + 2 what tells the run (<see cref="RunMark"/>), which earlier versions did not keep
/// Checkpoint   seen                                                    snapshot with digests, where it is not what is held
/// </code>
/// </summary>
/// <param name="directory">Where the files are; made when the first is saved.</param>
internal sealed class TargetMemory(string directory)
{
    private const byte SeenFollows = 1, HasMark = 2;

    private static ReadOnlySpan<byte> Magic => "lkstmem\x01"u8;

    /// <summary>What is remembered of a target, or null.</summary>
    /// <param name="identity">What identifies project and target.</param>
    public RememberedTarget? Load(string identity)
    {
        try
        {
            using DirectoryHandle files = OpenDirectory();
            return StateFile.Read(files, NameOf(identity)) is { } file ? Decode(file) : null;
        }
        catch (Exception e) when (e is FileSystemException or ProtocolException)
        {
            // What another version of this program wrote is as good as none.
            return null;
        }
    }

    /// <summary>Keeps what is remembered of a target.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    public string? Save(string identity, RememberedTarget target)
    {
        byte[] name = NameOf(identity);
        byte[] temporary = [.. name, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}"))];
        try
        {
            Directory.CreateDirectory(directory);
            using DirectoryHandle files = OpenDirectory();
            using (FileHandle file = StateFile.CreateEmpty(files, temporary))
            {
                Write(file, target);
            }

            files.Rename(temporary, files, name);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileSystemException)
        {
            return $"what the target has now cannot be remembered in {directory} ({e.Message}); the next push fetches it from the target, and cannot tell what others change until then";
        }
    }

    private static void Write(FileHandle file, RememberedTarget target)
    {
        bool seenFollows = target.Seen.Digest != target.Held.Digest;
        using var writer = RecordWriter.Start(file, Magic);
        writer.BeginRecord(RecordType.Checkpoint);
        writer.WriteFixedUInt64((ulong)target.ScannedAtNs);
        writer.WriteFixedUInt64((ulong)target.Run);
        writer.WriteByte((byte)((seenFollows ? SeenFollows : 0) | HasMark));
        writer.WriteFixedUInt64((ulong)(target.Mark.Maker >> 64));
        writer.WriteFixedUInt64((ulong)target.Mark.Maker);
        writer.WriteFixedUInt64((ulong)target.Mark.StartedMs);
        SnapshotEncoder.Encode(target.Held, writer, withStamps: true, withDigests: true);
        writer.EndRecord();
        if (seenFollows)
        {
            writer.BeginRecord(RecordType.Checkpoint);
            SnapshotEncoder.Encode(target.Seen, writer, withStamps: false, withDigests: true);
            writer.EndRecord();
        }
    }

    private static RememberedTarget? Decode(ReadOnlySpan<byte> file)
    {
        var records = new RecordReader(file, Magic);
        if (!records.MoveNext())
        {
            return null;
        }

        var reader = new ByteReader(records.Payload);
        var scannedAtNs = (long)reader.ReadFixedUInt64("time of the scan");
        var run = (long)reader.ReadFixedUInt64("last run");
        byte flags = reader.ReadByte("flags");
        RunMark mark = (flags & HasMark) == 0 ? default : ReadMark(ref reader);
        Snapshot held = SnapshotDecoder.Decode(reader.ReadRest(), isOwn: true);
        if ((flags & SeenFollows) == 0)
        {
            return new RememberedTarget(held, held, scannedAtNs, run) { Mark = mark };
        }

        if (!records.MoveNext())
        {
            return null;
        }

        Snapshot seen = SnapshotDecoder.Decode(records.Payload, isOwn: true);
        return new RememberedTarget(SnapshotSharing.Share(seen, held), held, scannedAtNs, run) { Mark = mark };
    }

    private static RunMark ReadMark(ref ByteReader reader)
    {
        ulong upper = reader.ReadFixedUInt64("maker of the run"), lower = reader.ReadFixedUInt64("maker of the run");
        return new RunMark(new UInt128(upper, lower), (long)reader.ReadFixedUInt64("start of the run"));
    }

    private DirectoryHandle OpenDirectory() => DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));

    private static byte[] NameOf(string identity) =>
        Encoding.ASCII.GetBytes(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(identity)).ToString("x32", CultureInfo.InvariantCulture));
}
