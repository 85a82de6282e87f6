using CsCheck;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Tests.Wire;

/// <summary>Generators of what travels: valid values of every shape.</summary>
internal static class WireGens
{
    public static Gen<ContentHash> Hash { get; } = Gen.Select(Gen.ULong, Gen.ULong[1, ulong.MaxValue]).Select((high, low) => new ContentHash(high, low));

    public static Gen<SnapshotDigest> Digest { get; } = Gen.Select(Gen.ULong, Gen.ULong).Select((high, low) => new SnapshotDigest(((UInt128)high << 64) | low));

    /// <summary>One line of harmless text, also beyond ASCII.</summary>
    public static Gen<string> Text { get; } = Gen.Char["abc xyz-_.äß界"].Array[0, 40].Select(characters => new string(characters));

    /// <summary>Paths of many bytes, not only of UTF-8; neither dot nor slash is among those of a name.</summary>
    public static Gen<RelativePath> Path { get; } = Gen.OneOf(Gen.Byte[0x61, 0x63], Gen.Byte[0x80, 0xff], Gen.Byte[0x01, 0x2d]).Array[1, 5].Array[1, 4]
        .Select(names => RelativePath.Parse(names.Aggregate((path, name) => [.. path, (byte)'/', .. name])));

    /// <summary>Paths in path order, each once, the root possibly among them.</summary>
    public static Gen<RelativePath[]> Paths { get; } = Gen.OneOf(Path, Path, Path, Gen.Const(RelativePath.Root)).Array[0, 30]
        .Select(paths => paths.Distinct().Order().ToArray());

    /// <summary>An entry that can be sent.</summary>
    public static Gen<Entry> Sendable { get; } = Gen.OneOf(
        Gen.Select(Gen.UShort[0, 0xfff], Gen.Long[0, long.MaxValue], Gen.Long, AnyHash()).Select((mode, size, time, hash) => new Entry(EntryType.File, mode, size, time, hash)),
        Gen.Select(Gen.UShort[0, 0xfff], Gen.Long).Select((mode, time) => new Entry(EntryType.Directory, mode, 0, time, ContentHash.Unknown)),
        Gen.Select(Gen.Long[1, 4095], Gen.Long, AnyHash()).Select((size, time, hash) => new Entry(EntryType.Symlink, 0, size, time, hash)));

    /// <summary>Whatever may stand at a path, nothing included.</summary>
    public static Gen<Entry> Entry { get; } = Gen.Frequency(
        (6, Sendable),
        (1, Gen.Const(Lockstep.Tree.Entry.Absent)),
        (1, Gen.Select(Gen.UShort[0, 0xfff], Gen.Long).Select((mode, time) => new Entry(EntryType.Special, mode, 0, time, ContentHash.Unknown))));

    public static Gen<Difference[]> Differences { get; } = Paths.SelectMany(paths => Gen.Select(Entry, Gen.Bool).Array[paths.Length]
        .Select(rest => paths.Zip(rest, (path, item) => new Difference(path, item.Item1, item.Item2)).ToArray()));

    public static Gen<EntryEdit[]> Edits { get; } = Paths.SelectMany(paths => Entry.Array[paths.Length]
        .Select(entries => paths.Zip(entries, (path, entry) => new EntryEdit(path, entry)).ToArray()));

    public static Gen<Change[]> Changes { get; } = Paths.SelectMany(paths => Gen.Select(Sendable, Gen.Int[0, 6], Path).Array[paths.Length]
        .Select(rest => paths.Zip(rest, (path, item) => ChangeOf(path, item.Item1, item.Item2, item.Item3)).ToArray()));

    /// <summary>Entries of the past in path order.</summary>
    public static Gen<PastEntry[]> Past { get; } = Paths.SelectMany(paths => Gen.Select(Entry, Gen.Bool, Entry, Gen.Bool).Array[paths.Length]
        .Select(rest => paths.Zip(rest, (path, item) => new PastEntry(path, item.Item1, item.Item2, item.Item3) { IsReplaced = item.Item4 }).ToArray()));

    /// <summary>Past runs, oldest first.</summary>
    public static Gen<PastRun[]> Runs { get; } =
        Gen.Select(Gen.Long[-62_135_596_800_000, 253_402_300_799_999], Text, Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Long[0, long.MaxValue], Gen.Int[0, 511]).Array[0, 20]
            .Select(runs => runs.Select((run, index) => RunOf(index * 3, run.Item1, run.Item2, (RunKind)run.Item3, run.Item4, run.Item5, run.Item6)).ToArray());

    private static PastRun RunOf(long number, long started, string owner, RunKind kind, int count, long kept, int deploy) => new(
        number,
        DateTimeOffset.FromUnixTimeMilliseconds(started),
        owner,
        new RunOrigin(kind, kind == RunKind.Undo ? count : 0),
        new PastCounts(count, count / 2, count / 3, count / 4),
        kept)
    {
        Deploy = deploy < 256 ? new DeployOutcome(deploy, TimedOut: count % 2 == 0) { IsOwed = count % 3 == 0 } : null,
        Source = (count % 4) switch
        {
            0 => null,
            1 => SampleMessages.Source(),
            2 => SampleMessages.Source() with { Commit = "", Branch = "", IsClean = false },
            _ => new RunSource("dir:1", "~/ä") { Commit = new string('a', 64), IsVerbatim = true },
        },
    };

    private static Gen<ContentHash> AnyHash() => Gen.OneOf(Hash, Gen.Const(ContentHash.Unknown));

    private static Change ChangeOf(RelativePath path, Entry entry, int form, RelativePath source) => form switch
    {
        0 => new(ChangeKind.Delete, path, Lockstep.Tree.Entry.Absent, Lockstep.Tree.Entry.Absent),
        1 => new(ChangeKind.Mode, path, Lockstep.Tree.Entry.Absent, entry),
        2 => new(ChangeKind.Rename, path, Lockstep.Tree.Entry.Absent, entry, entry.HasContent ? Transfer.Reuse : Transfer.None, source) { Seal = new ContentSeal((ulong)entry.Size, 7) },
        3 when entry.HasContent => new(ChangeKind.Add, path, Lockstep.Tree.Entry.Absent, entry, Transfer.Reuse, source) { Seal = new ContentSeal(7, (ulong)entry.Size) },
        5 when entry.HasContent => new(ChangeKind.Update, path, Lockstep.Tree.Entry.Absent, entry, Transfer.Restore),
        4 when entry.IsFile => new(ChangeKind.Update, path, Lockstep.Tree.Entry.Absent, entry, Transfer.Delta),
        _ => new(ChangeKind.Add, path, Lockstep.Tree.Entry.Absent, entry, entry.HasContent ? Transfer.Whole : Transfer.None),
    };
}
