using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Tree;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What a dry run says of many changes.</summary>
public sealed class PlanLinesTests
{
    [Fact]
    public void A_new_directory_with_much_in_it_is_one_line_with_its_size() => Assert.Equal(
        ["+ a", "+ docs/  9 files, 900 B", "+ z"],
        Lines([ViewFixture.Add("a", 1), .. Directory("docs", files: 9), ViewFixture.Add("z", 1)]));

    [Fact]
    public void A_removed_one_too() => Assert.Equal(
        ["- docs/  9 files, 900 B"],
        Lines([.. Directory("docs", files: 9).Select(change => change with { Kind = ChangeKind.Delete, Before = change.After, After = Entry.Absent })]));

    [Fact]
    public void One_with_few_files_is_listed() => Assert.Equal(["+ docs/", "+ docs/0", "+ docs/1"], Lines(Directory("docs", files: 2)));

    [Fact]
    public void So_is_one_to_which_something_is_moved()
    {
        Change moved = new(ChangeKind.Rename, RelativePath.Parse("docs/x"), Entry.Absent, ViewFixture.File(1), Transfer.Reuse, RelativePath.Parse("x"));
        Assert.Equal(11, Lines([.. Directory("docs", files: 9), moved]).Count);
    }

    private static List<string> Lines(IReadOnlyList<Change> changes) => [.. PlanLines.Of(changes, default(Paint))];

    private static IReadOnlyList<Change> Directory(string path, int files) =>
    [
        new Change(ChangeKind.Add, RelativePath.Parse(path), Entry.Absent, ViewFixture.Directory()),
        .. Enumerable.Range(0, files).Select(file => ViewFixture.Add($"{path}/{file}", 100)),
    ];
}
