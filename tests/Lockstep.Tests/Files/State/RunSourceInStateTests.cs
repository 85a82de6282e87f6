using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tests.Wire;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.State;

/// <summary>Sources of runs in the state on a target, and the state of versions that had none.</summary>
public sealed class RunSourceInStateTests
{
    private static readonly DateTimeOffset Started = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    [Fact]
    public void Runs_of_an_index_keep_their_sources_through_reopening_pruning_and_rewriting()
    {
        using var place = new TemporaryDirectory();
        PastRun[] runs = [Run(1, null), Run(2, Source("one")), Run(3, Source("one")), Run(4, null), Run(5, Source("one")), Run(6, Source("two"))];
        using (RunIndex index = RunIndex.Open(place.Handle, isReadOnly: false))
        {
            foreach (PastRun run in runs[..4])
            {
                index.Add(run);
            }
        }

        using (RunIndex index = RunIndex.Open(place.Handle, isReadOnly: false))
        {
            index.Add(runs[4]);
            index.Add(runs[5]);
            Assert.Equal(runs, index.ReadRuns());
            Assert.Equal(runs[5], index.Newest);
            index.RemoveOldest();
            index.RemoveOldest();
            Assert.Equal(runs[2], index.Oldest);
        }

        using RunIndex seen = RunIndex.Open(place.Handle, isReadOnly: true);
        Assert.Equal(runs[2..], seen.ReadRuns());
    }

    [Fact]
    public void The_commit_that_the_newest_run_turned_out_to_have_left_is_kept_with_it()
    {
        using var place = new TemporaryDirectory();
        RunSource committed = Source("one") with { Commit = new string('7', 40), IsClean = true };
        PastRun[] told = [Run(1, Source("one")), Run(2, committed), Run(3, Source("one"))];
        using (RunIndex index = RunIndex.Open(place.Handle, isReadOnly: false))
        {
            index.Add(Run(1, Source("one")));
            index.Add(Run(2, Source("one")));
            index.AddCommit(Source("two"));
            index.AddCommit(committed);
            Assert.Equal(told[1], index.Newest);
        }

        using (RunIndex index = RunIndex.Open(place.Handle, isReadOnly: false))
        {
            Assert.Equal(told[1], index.Newest);
            index.Add(Run(3, Source("one")));
            Assert.Equal(told, index.ReadRuns());
            index.Rewrite(index.ReadRuns());
        }

        using RunIndex seen = RunIndex.Open(place.Handle, isReadOnly: true);
        Assert.Equal((told[2], 3), (seen.Newest, seen.Count));
        Assert.Equal(told, seen.ReadRuns());
    }

    [Fact]
    public void A_summary_of_a_version_that_told_no_source_is_read_without_one()
    {
        byte[] old = SampleMessages.Bytes(writer =>
        {
            writer.WriteInt64(7);
            writer.WriteVarInt(Started.ToUnixTimeMilliseconds());
            writer.WriteText("ann@desk");
            writer.WriteByte(0);
            writer.WriteInt64(0);
            foreach (long count in (long[])[1, 2, 3, 4, 500])
            {
                writer.WriteInt64(count);
            }
        });
        Assert.Equal("0780C0E285E36808616E6E406465736B0000" + "01020304F403", Convert.ToHexString(old));
        var reader = new ByteReader(old);
        RunSource? before = Source("one");
        PastRun read = PastRunForm.Read(ref reader, ref before);
        Assert.Equal(new PastRun(7, Started, "ann@desk", default, new PastCounts(1, 2, 3, 4), 500), read);
        Assert.Null(before);
    }

    [Fact]
    public void A_manifest_keeps_the_source_and_one_without_is_read_as_before()
    {
        using var place = new TemporaryDirectory();
        var record = new RunRecord(3, "ann@desk", Started, [], [], []);
        foreach (RunSource? source in (RunSource?[])[null, Source("one")])
        {
            using (FileHandle file = StateFile.CreateEmpty(place.Handle, "manifest"u8))
            {
                using RecordWriter writer = RecordWriter.Start(file, RunRecordForm.Magic);
                RunRecordForm.Write(writer, record with { Source = source });
            }

            byte[] content = StateFile.Read(place.Handle, "manifest"u8)!;
            Assert.Equal(source, RunRecordForm.Read(content, out _)!.Source);

            // The file without the record is byte for byte what versions before wrote.
            Assert.Equal(source is null ? 0 : 1, Count(content, RecordType.Source));
        }
    }

    [Theory]
    [InlineData("03" + "00" + "00", "mark of a source is 3, the most is 2")]
    [InlineData("01" + "0000" + "0161" + "0000", "commit has 1 bytes, it can have 0, 20 or 32")]
    [InlineData("01" + "0000" + "00" + "0010", "flags of a source are 0x10, they may be 0x0f")]
    public void A_damaged_source_is_no_source(string tail, string message)
    {
        byte[] summary = [.. Convert.FromHexString("0780C0E285E36808616E6E406465736B0000" + "01020304F403"), .. Convert.FromHexString(tail)];
        ProtocolException refused = Assert.Throws<ProtocolException>(() => Read(summary));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("03", false, false)]
    [InlineData("01", false, false)]
    [InlineData("04", true, false)]
    [InlineData("0C", true, true)]
    public void What_earlier_versions_called_clean_proves_nothing_of_the_target(string flags, bool isClean, bool isVerbatim)
    {
        var reader = new ByteReader(Convert.FromHexString("00000000" + flags));
        RunSource source = RunSource.Read(ref reader);
        Assert.Equal((isClean, isVerbatim), (source.IsClean, source.IsVerbatim));
    }

    [Fact]
    public void A_run_that_was_done_in_part_is_not_clean()
    {
        var record = new RunRecord(3, "ann@desk", Started, [], [], []) { Source = Source("one") with { IsClean = true, IsVerbatim = true } };
        Assert.True(PastRunForm.Of(record with { Outcome = new RunOutcome([], [], [], 0) }).Source!.IsClean);
        foreach (RunOutcome? outcome in (RunOutcome?[])[null, new RunOutcome([new FailedChange(0, "busy")], [], [], 0), new RunOutcome([], [], [0], 0)])
        {
            Assert.Equal(Source("one").Unclean, PastRunForm.Of(record with { Outcome = outcome }).Source);
        }
    }

    private static void Read(byte[] summary)
    {
        var reader = new ByteReader(summary);
        RunSource? before = null;
        PastRunForm.Read(ref reader, ref before);
    }

    private static int Count(byte[] file, RecordType type)
    {
        var records = new RecordReader(file, RunRecordForm.Magic);
        int count = 0;
        while (records.MoveNext())
        {
            count += records.Type == type ? 1 : 0;
        }

        return count;
    }

    private static RunSource Source(string name) => SampleMessages.Source() with { Directory = $"~/{name}" };

    private static PastRun Run(long number, RunSource? source) =>
        new(number, Started, "ann@desk", new RunOrigin(RunKind.Watch), new PastCounts(1, 0, 0, 0), 10) { Source = source };
}
