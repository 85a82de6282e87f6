using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// The client's copy of the baselines of the targets it pushed to, so that only changes cross the wire. Only a cache: whether it is right is told by the digest,
/// and what is missing or damaged is sent by the target again.
/// <code>
/// | "lockstep baseline 1\n" | scanned at, ns: 8 | snapshot | XxHash128 of all before: 16 |
/// </code>
/// </summary>
/// <param name="directory">Where the copies are kept; made when the first is saved.</param>
internal sealed class BaselineCache(string directory)
{
    private static ReadOnlySpan<byte> Heading => "lockstep baseline 1\n"u8;

    /// <summary>The copy for a target, or null.</summary>
    /// <param name="identity">What identifies the target: its address and root.</param>
    public CachedBaseline? Load(string identity)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(identity));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int bodyLength = bytes.Length - ContentHash.Length;
        if (bodyLength < Heading.Length || !bytes.AsSpan().StartsWith(Heading) || ContentHash.Read(bytes.AsSpan(bodyLength)) != ContentHash.Of(bytes.AsSpan(0, bodyLength)))
        {
            return null;
        }

        var reader = new ByteReader(bytes.AsSpan(Heading.Length, bodyLength - Heading.Length));
        var scannedAtNs = (long)reader.ReadFixedUInt64("time of the scan");
        return new CachedBaseline(SnapshotDecoder.Decode(reader.ReadRest()), scannedAtNs);
    }

    /// <summary>Keeps a target's baseline. That it cannot be kept costs time, not correctness, and is told as the reason.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    public string? Save(string identity, CachedBaseline baseline)
    {
        var writer = new ArrayBufferWriter<byte>(1 << 16);
        writer.Write(Heading);
        writer.WriteFixedUInt64((ulong)baseline.ScannedAtNs);
        SnapshotEncoder.Encode(baseline.Snapshot, writer, withStamps: false);
        writer.WriteHash(ContentHash.Of(writer.WrittenSpan));
        string path = PathOf(identity);
        string temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(directory);
            using (FileStream file = File.Create(temporary))
            {
                file.Write(writer.WrittenSpan);
            }

            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the baseline cannot be kept in {directory} ({e.Message}); the next push fetches it from the target";
        }
    }

    private string PathOf(string identity) => Path.Combine(directory, $"{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(identity)):x32}");
}

/// <summary>A baseline as the client keeps it.</summary>
/// <param name="Snapshot">The baseline, without stamps.</param>
/// <param name="ScannedAtNs">When the project's scan behind it started: files modified since may have changed unseen. Nanoseconds since 1970.</param>
internal sealed record CachedBaseline(Snapshot Snapshot, long ScannedAtNs);
