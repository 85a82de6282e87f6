using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Tree;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Sessions.Endpoints;

/// <summary>What is seen on a target counts until a run has put it right.</summary>
public sealed class SeenEntriesTests
{
    private static readonly Entry File = new(EntryType.File, 0x1a4, 1, 1, ContentHash.Unknown);
    private static readonly Entry Directory = new(EntryType.Directory, 0x1ed, 0, 1, ContentHash.Unknown);

    [Theory]
    // seen, changes, bookkeeping, problems, what is left
    [InlineData("a", "", "", "", "a")]
    [InlineData("a b", "a", "", "", "b")]
    [InlineData("a b", "a", "", "a", "a b")]
    [InlineData("a b", "", "a", "", "b")]
    [InlineData("d d/a", "d", "", "", "")]
    [InlineData("d d/a", "d", "", "d", "d d/a")]
    [InlineData("d/e/a", "", "d", "", "")]
    [InlineData("d d/a", "d/", "", "", "d/a")]
    [InlineData("d/a", "", "d/", "", "d/a")]
    [InlineData("old new", "old>new", "", "", "")]
    [InlineData("old new", "old>new", "", "new", "old new")]
    public void A_run_settles_what_it_does_away_with(string seen, string changes, string bookkeeping, string problems, string left)
    {
        var entries = new SeenEntries();
        entries.Add([.. Words(seen).Select(path => new EntryEdit(RelativePath.Parse(path), File))]);
        entries.Begin(new RunRequest(SnapshotDigest.None, [.. Words(changes).Select(ChangeOf)], [.. Words(bookkeeping).Select(EditOf)], [], "", default));
        entries.Commit(new CommitReport(1, [.. Words(problems).Select(path => new Problem(RelativePath.Parse(path), "no"))], [], [], SnapshotDigest.None));
        Assert.Equal(Words(left).Order(), entries.Edits.Select(edit => edit.Path.ToString()));
    }

    [Fact]
    public void What_a_run_was_to_settle_stays_when_another_is_begun()
    {
        var entries = new SeenEntries();
        entries.Add([new EntryEdit(RelativePath.Parse("a"), File)]);
        entries.Begin(new RunRequest(SnapshotDigest.None, [ChangeOf("a")], [], [], "", default));
        entries.Begin(new RunRequest(SnapshotDigest.None, [ChangeOf("b")], [], [], "", default));
        entries.Commit(new CommitReport(1, [], [], [], SnapshotDigest.None));
        Assert.Single(entries.Edits);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>a</c> is a file, <c>a/</c> a directory, <c>a>b</c> a rename.</summary>
    private static Change ChangeOf(string text)
    {
        string[] names = text.Split('>');
        return names.Length == 2
            ? new Change(ChangeKind.Rename, RelativePath.Parse(names[1]), File, File, Transfer.None, RelativePath.Parse(names[0]))
            : new Change(ChangeKind.Update, RelativePath.Parse(text.TrimEnd('/')), File, EntryOf(text));
    }

    private static EntryEdit EditOf(string text) => new(RelativePath.Parse(text.TrimEnd('/')), EntryOf(text));

    private static Entry EntryOf(string text) => text.EndsWith('/') ? Directory : File;
}
