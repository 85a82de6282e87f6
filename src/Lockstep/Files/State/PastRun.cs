using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>A run in the history's index: enough to list it and to prune it without opening its manifest.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Started">When.</param>
/// <param name="Owner">Who ran it, as <c>user@host</c>.</param>
/// <param name="Added">Number of entries added.</param>
/// <param name="Updated">Number of entries replaced, or whose mode or time changed.</param>
/// <param name="Deleted">Number of entries removed.</param>
/// <param name="Renamed">Number of entries renamed.</param>
/// <param name="KeptBytes">Size of what its history keeps.</param>
public sealed record PastRun(long Run, DateTimeOffset Started, string Owner, int Added, int Updated, int Deleted, int Renamed, long KeptBytes)
{
    private const int MostOwnerBytes = 1024;

    internal static PastRun Of(RunRecord record)
    {
        var failed = new HashSet<int>();
        foreach (FailedChange change in record.Outcome?.Failed ?? [])
        {
            failed.Add(change.Index);
        }

        failed.UnionWith(record.Outcome?.Kept ?? []);
        int added = 0, updated = 0, deleted = 0, renamed = 0;
        for (int i = 0; i < record.Changes.Count; i++)
        {
            Change change = record.Changes[i].Change;
            bool isPlanned = record.Changes[i].Role == RunChangeRole.Planned || change.Kind != ChangeKind.Delete;
            if (failed.Contains(i) || change.IsHousekeeping || !isPlanned)
            {
                continue;
            }

            _ = change.Kind switch
            {
                ChangeKind.Add => added++,
                ChangeKind.Delete => deleted++,
                ChangeKind.Rename => renamed++,
                _ => updated++,
            };
        }

        return new PastRun(record.Run, record.Started, record.Owner, added, updated, deleted, renamed, record.Outcome?.KeptBytes ?? 0);
    }

    internal void Write(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Run);
        writer.WriteVarInt(Started.ToUnixTimeMilliseconds());
        writer.WriteText(Owner);
        writer.WriteInt64(Added);
        writer.WriteInt64(Updated);
        writer.WriteInt64(Deleted);
        writer.WriteInt64(Renamed);
        writer.WriteInt64(KeptBytes);
    }

    internal static PastRun Read(ref ByteReader reader)
    {
        long run = reader.ReadInt64("run");
        DateTimeOffset started = EntryForm.ReadMoment(ref reader, "start");
        string owner = reader.ReadText("owner", MostOwnerBytes);
        int added = reader.ReadInt32("added", int.MaxValue);
        int updated = reader.ReadInt32("updated", int.MaxValue);
        int deleted = reader.ReadInt32("deleted", int.MaxValue);
        int renamed = reader.ReadInt32("renamed", int.MaxValue);
        return new PastRun(run, started, owner, added, updated, deleted, renamed, reader.ReadInt64("kept bytes"));
    }
}
