using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What an interrupted run left staged that fits the new run. Indexes are written as their distance from the one before, so the lists cannot be out of order.
/// <code>
/// | is begun: 1 | count: v | count times: | distance: v | content hash: 16 | | count: v | count times: distance: v |
/// </code>
/// </summary>
/// <param name="Complete">Changes whose content is staged whole, by index, with the hash of what is staged.</param>
/// <param name="Partial">Changes with a part of their content staged, by index: a signature of that part follows for each.</param>
public sealed record StageOffer(IReadOnlyList<StagedContent> Complete, IReadOnlyList<int> Partial)
{
    /// <summary>Nothing was left.</summary>
    public static StageOffer Nothing { get; } = new([], []);

    /// <summary>Another command has the target's lock, or has made a run since it was looked at.</summary>
    public static StageOffer NotBegun { get; } = new([], []) { IsBegun = false };

    /// <summary>
    /// Whether the run is begun. One that is not takes contents and commit as any other, and nothing comes of them: the
    /// target has to be opened again.
    /// </summary>
    public bool IsBegun { get; init; } = true;

    /// <summary>Writes the message. Both lists are in ascending order.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        int next = 0;
        writer.WriteBoolean(IsBegun);
        writer.WriteInt64(Complete.Count);
        foreach (StagedContent content in Complete)
        {
            writer.WriteInt64(content.Index - next);
            writer.WriteHash(content.Content);
            next = content.Index + 1;
        }

        next = 0;
        writer.WriteInt64(Partial.Count);
        foreach (int index in Partial)
        {
            writer.WriteInt64(index - next);
            next = index + 1;
        }
    }

    /// <summary>Reads the message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="changeCount">Number of the run's changes: every index is below it.</param>
    public static StageOffer Decode(ReadOnlySpan<byte> message, int changeCount)
    {
        var reader = new ByteReader(message);
        bool isBegun = reader.ReadBoolean("is begun");
        var complete = new StagedContent[reader.ReadCount("complete contents", changeCount, 1 + ContentHash.Length)];
        int next = 0;
        for (int i = 0; i < complete.Length; i++)
        {
            complete[i] = new StagedContent(ReadIndex(ref reader, ref next, changeCount), reader.ReadKnownHash("hash of a staged content"));
        }

        var partial = new int[reader.ReadCount("partial contents", changeCount)];
        next = 0;
        for (int i = 0; i < partial.Length; i++)
        {
            partial[i] = ReadIndex(ref reader, ref next, changeCount);
        }

        reader.ExpectEnd("stage offer");
        return isBegun || complete.Length + partial.Length == 0
            ? new StageOffer(complete, partial) { IsBegun = isBegun }
            : throw new ProtocolException("a run that is not begun is offered staged contents");
    }

    private static int ReadIndex(ref ByteReader reader, ref int next, int changeCount)
    {
        if (next >= changeCount)
        {
            throw new ProtocolException($"index of a staged content is over the last of {changeCount} changes");
        }

        int index = next + reader.ReadInt32("distance of indexes", changeCount - next - 1);
        next = index + 1;
        return index;
    }
}

/// <summary>A content that is staged whole.</summary>
/// <param name="Index">The change it belongs to.</param>
/// <param name="Content">Hash of the staged bytes.</param>
public readonly record struct StagedContent(int Index, ContentHash Content);
