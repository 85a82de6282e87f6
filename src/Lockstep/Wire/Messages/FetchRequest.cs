using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Asks for contents of the target, as they were told when it was opened or probed: one that is otherwise by now does not come. Packs name contents by
/// their place in this list.
/// <code>
/// | count: v | count times: | path: shared, length, bytes | entry | |
/// </code>
/// </summary>
/// <param name="Contents">In path order, each path once.</param>
public sealed record FetchRequest(IReadOnlyList<FetchedContent> Contents)
{
    private const int MinItemLength = 4;

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Contents.Count);
        var paths = new PathSeries();
        foreach (FetchedContent content in Contents)
        {
            paths.Write(writer, content.Path);
            writer.WriteEntry(content.Entry);
        }
    }

    /// <summary>Reads the message.</summary>
    public static FetchRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var contents = new FetchedContent[reader.ReadCount("fetched contents", WireLimits.MaxItems, MinItemLength)];
        var paths = new PathSeries();
        for (int i = 0; i < contents.Length; i++)
        {
            RelativePath path = paths.ReadNext(ref reader);
            Entry entry = reader.ReadEntry();
            contents[i] = entry.HasContent ? new FetchedContent(path, entry) : throw new ProtocolException($"'{path}' is fetched as something without content");
        }

        reader.ExpectEnd("fetch request");
        return new FetchRequest(contents);
    }

    /// <summary>The contents as changes that bring them, for what reads and checks packs.</summary>
    internal Change[] ToChanges() =>
        Contents.ConvertAll(content => new Change(ChangeKind.Add, content.Path, Entry.Absent, content.Entry, Transfer.Whole));
}

/// <summary>A content that is asked for.</summary>
/// <param name="Path">Where it stands on the target.</param>
/// <param name="Entry">The file or symlink that was told of there; its content hash may be unknown.</param>
public readonly record struct FetchedContent(RelativePath Path, Entry Entry);
