using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// The client's copy of the baselines of the targets it pushed to, so that only changes cross the wire. Only a cache: whether it is right is told by the digest,
/// and what is missing or damaged is sent by the target again.
/// <code>
/// file         magic  Checkpoint                   records: <see cref="RecordReader"/>
/// Checkpoint   scanned at, ns: 8  snapshot         snapshot: <see cref="SnapshotEncoder"/>
/// </code>
/// </summary>
/// <param name="directory">Where the copies are kept; made when the first is saved.</param>
internal sealed class BaselineCache(string directory)
{
    private static ReadOnlySpan<byte> Magic => "lkstcpy\x01"u8;

    /// <summary>The copy for a target, or null.</summary>
    /// <param name="identity">What identifies the target: its address and root.</param>
    public CachedBaseline? Load(string identity)
    {
        try
        {
            using DirectoryHandle copies = OpenDirectory();
            return StateFile.Read(copies, NameOf(identity)) is { } file ? Decode(file) : null;
        }
        catch (Exception e) when (e is FileSystemException or ProtocolException)
        {
            // A copy that another version of this program wrote is as good as none.
            return null;
        }
    }

    /// <summary>Keeps a target's baseline. That it cannot be kept costs time, not correctness, and is told as the reason.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    public string? Save(string identity, CachedBaseline baseline)
    {
        byte[] name = NameOf(identity);
        byte[] temporary = [.. name, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}"))];
        try
        {
            Directory.CreateDirectory(directory);
            using DirectoryHandle copies = OpenDirectory();
            using (FileHandle file = StateFile.CreateEmpty(copies, temporary))
            {
                Write(file, baseline);
            }

            copies.Rename(temporary, copies, name);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileSystemException)
        {
            return $"the baseline cannot be kept in {directory} ({e.Message}); the next push fetches it from the target";
        }
    }

    private static void Write(FileHandle file, CachedBaseline baseline)
    {
        using var writer = RecordWriter.Start(file, Magic);
        writer.BeginRecord(RecordType.Checkpoint);
        writer.WriteFixedUInt64((ulong)baseline.ScannedAtNs);
        SnapshotEncoder.Encode(baseline.Snapshot, writer, withStamps: false, withDigests: true);
        writer.EndRecord();
    }

    private static CachedBaseline? Decode(ReadOnlySpan<byte> file)
    {
        var records = new RecordReader(file, Magic);
        if (!records.MoveNext())
        {
            return null;
        }

        var reader = new ByteReader(records.Payload);
        var scannedAtNs = (long)reader.ReadFixedUInt64("time of the scan");
        return new CachedBaseline(SnapshotDecoder.Decode(reader.ReadRest(), isOwn: true), scannedAtNs);
    }

    private DirectoryHandle OpenDirectory() => DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));

    private static byte[] NameOf(string identity) =>
        Encoding.ASCII.GetBytes(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(identity)).ToString("x32", CultureInfo.InvariantCulture));
}

/// <summary>A baseline as the client keeps it.</summary>
/// <param name="Snapshot">The baseline, without stamps.</param>
/// <param name="ScannedAtNs">When the project's scan behind it started: files modified since may have changed unseen. Nanoseconds since 1970.</param>
internal sealed record CachedBaseline(Snapshot Snapshot, long ScannedAtNs);
