using System.Globalization;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Watching;

/// <summary>What becomes of events, in sequences written down by hand; those of real programs are in <see cref="RecordedSavesTests"/>.</summary>
public sealed class EventCoalescerTests
{
    [Theory]
    [InlineData("a save in place, as VS Code, nano and most do it", "0 modify f; 0 modify f; 1 close f", "1: f")]
    [InlineData("permissions", "0 attrib f", "0: f")]
    [InlineData("something moved in from outside", "0 appear f", "0: f")]
    [InlineData("a new file waits for what it may become", "0 create f; 1 modify f; 2 close f", "12: f")]
    [InlineData("a new directory too", "0 mkdir d", "10: d/")]
    [InlineData("a removal waits for what may come in its place", "0 delete f", "25: f")]
    [InlineData("a rename is one update", "0 move f g", "25: f g")]
    [InlineData("of a directory too", "0 movedir x y", "25: x y/")]
    [InlineData("events that were lost are looked for at once", "0 lost d", "0: d/")]
    [InlineData("an ignore file counts for all below its directory", "0 rules d", "10: d/ rules")]
    public void A_single_change_goes_out_as_soon_as_it_is_one(string what, string events, string batches) => Expect(what, events, batches);

    [Theory]
    [InlineData("sed -i, gofmt, black: a temporary file and a rename", "0 create sedX; 0 modify sedX; 0 attrib sedX; 1 close sedX; 1 move sedX f", "1: f")]
    [InlineData("vim: the old file aside, a new one, the old one removed", "0 move f f~; 0 create f; 1 modify f; 1 close f; 1 attrib f; 2 delete f~", "1: f; 502: ./.")]
    [InlineData("vim, trying whether it can write here", "0 create 4913; 0 attrib 4913; 0 close 4913; 0 delete 4913; 0 move f f~; 0 create f; 1 modify f; 1 close f; 2 delete f~", "1: f; 502: ./.")]
    [InlineData("vim, keeping the backup", "0 move f f~; 0 create f; 1 modify f; 1 close f; 1 attrib f", "1: f; 25: f~")]
    [InlineData("emacs: a backup by copying, then in place", "0 create f~; 0 modify f~; 0 close f~; 0 attrib f~; 1 modify f; 2 close f", "2: f; 10: f~")]
    [InlineData("emacs, carefully: a temporary file is renamed over it", "0 create fXq; 0 modify fXq; 1 close fXq; 1 attrib fXq; 1 move fXq f", "1: f")]
    [InlineData("JetBrains: temporary, old one aside, rename, old one removed",
        "0 create f___jb_tmp___; 0 modify f___jb_tmp___; 1 close f___jb_tmp___; 1 move f f___jb_old___; 1 move f___jb_tmp___ f; 2 delete f___jb_old___", "1: f; 502: ./.")]
    [InlineData("gedit, kate: a hidden temporary file that nobody sees", "0 appear f", "0: f")]
    [InlineData("removed and written anew", "0 delete f; 3 create f; 4 modify f; 4 close f", "4: f")]
    [InlineData("replaced by a link", "0 delete f; 1 appear f", "1: f")]
    public void Whatever_an_editor_does_to_save_is_one_update(string what, string events, string batches) => Expect(what, events, batches);

    [Theory]
    [InlineData("a save right after a rule is judged by the rule", "0 rules .; 1 modify f; 2 close f", "10: ./ rules")]
    [InlineData("a rule while a save is on its way", "0 create f; 2 close f; 5 rules d", "15: d/ f rules")]
    public void Rules_come_before_what_they_may_be_about(string what, string events, string batches) => Expect(what, events, batches);

    [Theory]
    [InlineData("a temporary file that goes again was never there", "0 create t; 1 modify t; 2 close t; 5 delete t", "505: ./.")]
    [InlineData("a slow rename is two updates, and right all the same", "0 create t; 0 close t; 50 move t f", "10: t; 75: f t")]
    public void What_is_gone_before_its_time_costs_nothing(string what, string events, string batches) => Expect(what, events, batches);

    [Theory]
    [InlineData(TreeEventKind.Removed, "t", "")]
    [InlineData(TreeEventKind.Moved, "f", "t")]
    public void What_came_and_went_is_told_for_who_has_found_it_meanwhile(TreeEventKind kind, string path, string source)
    {
        var coalescer = new EventCoalescer();
        coalescer.Add(new TreeEvent(TreeEventKind.Created, RelativePath.Parse("t")), TimeSpan.Zero);
        coalescer.Add(new TreeEvent(kind, RelativePath.Parse(path), source.Length == 0 ? RelativePath.Root : RelativePath.Parse(source)), TimeSpan.Zero);
        Assert.True(coalescer.TryTake(TimeSpan.FromSeconds(1), out ChangeBatch? batch));
        Assert.Equal([RelativePath.Parse("t")], batch.Passed);

        coalescer.Add(new TreeEvent(TreeEventKind.MetadataSet, RelativePath.Parse("f")), TimeSpan.FromSeconds(2));
        Assert.True(coalescer.TryTake(TimeSpan.FromSeconds(2), out batch));
        Assert.Empty(batch.Passed);
    }

    [Fact]
    public void What_went_and_is_being_made_again_is_not_handed_out_half()
    {
        var coalescer = new EventCoalescer();
        foreach (TreeEventKind kind in (TreeEventKind[])[TreeEventKind.Created, TreeEventKind.Removed, TreeEventKind.Created])
        {
            coalescer.Add(new TreeEvent(kind, RelativePath.Parse("d/t")), TimeSpan.Zero);
        }

        coalescer.Add(new TreeEvent(TreeEventKind.MetadataSet, RelativePath.Parse("f")), TimeSpan.Zero);
        Assert.True(coalescer.TryTake(TimeSpan.Zero, out ChangeBatch? batch));
        Assert.Empty(batch.Passed);
    }

    [Theory]
    [InlineData("a file that is being written is not sent half", "0 modify f; 100 modify f; 200 modify f; 300 close f", "300: f")]
    [InlineData("but when its writer pauses", "0 modify f; 100 modify f", "600: f")]
    [InlineData("and every few seconds when it never does", "0 modify f; 400 modify f; 800 modify f; 1200 modify f; 1600 modify f; 2000 modify f; 2400 modify f; 2800 modify f; 3200 modify f; 3600 modify f; 4000 modify f; 4400 modify f; 4800 modify f", "5000: f")]
    [InlineData("others do not wait for it", "0 modify log; 10 modify f; 11 close f", "11: f; 500: log")]
    [InlineData("nor a burst", "0 modify log; 1 attrib a; 1 attrib b; 1 attrib c; 1 attrib e; 1 attrib f; 1 attrib g", "26: a b c e f g; 500: log")]
    public void A_file_that_is_open_has_its_own_time(string what, string events, string batches) => Expect(what, events, batches);

    [Fact]
    public void A_save_under_gits_lock_waits_a_moment_to_be_joined() => Expect("git commit -a with its editor open", "0 lock; 5 modify f; 6 close f", "105: f");

    [Fact]
    public void The_first_files_of_a_burst_go_out_at_once_and_all_others_together()
    {
        string events = string.Join(';', Enumerable.Range(0, 100).SelectMany(i => Rewrite(i, at: i * 0.3)));

        string[] batches = EventStory.Play(events).Split("; ");
        Assert.InRange(batches.Length, 1, Settling.MostPathsOfASave + 1);
        Assert.InRange(batches[^1].Split(' ').Length - 1, 100 - Settling.MostPathsOfASave, 100);
    }

    [Fact]
    public void A_burst_without_end_is_sent_every_second()
    {
        string events = string.Join(';', Enumerable.Range(0, 3_000).SelectMany(i => Rewrite(i, at: i)));

        string[] batches = EventStory.Play(events).Split("; ");

        Assert.InRange(batches.Length, 3, 5 + Settling.MostPathsOfASave);
    }

    [Fact]
    public void A_checkout_is_one_batch_however_long_it_takes()
    {
        string events = "0 lock;" + string.Join(';', Enumerable.Range(0, 4_000).SelectMany(i => Rewrite(i, at: 1 + i))) + "; 4010 unlock";

        string batch = Assert.Single(EventStory.Play(events).Split("; "));
        Assert.Equal(4_000, batch.Split(' ').Length - 1);
    }

    [Fact]
    public void A_lock_that_was_left_behind_delays_but_does_not_stop()
    {
        string events = "0 lock;" + string.Join(';', Enumerable.Range(0, 10).SelectMany(i => Rewrite(i, at: 1)));

        Assert.StartsWith("10000: ", EventStory.Play(events), StringComparison.Ordinal);
    }

    /// <summary>As git does it: the old one removed, a new one made.</summary>
    private static IEnumerable<string> Rewrite(int number, double at)
    {
        string time = at.ToString("0.0", CultureInfo.InvariantCulture);
        return [$"{time} delete f{number}", $"{time} create f{number}", $"{time} modify f{number}", $"{time} close f{number}"];
    }

    private static void Expect(string what, string events, string batches)
    {
        string actual = EventStory.Play(events);
        Assert.True(actual == batches, $"{what}: {actual} instead of {batches}");
    }
}
