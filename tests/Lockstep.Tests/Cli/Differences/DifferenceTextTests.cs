using System.Text;
using Lockstep.Cli.Differences;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions.Comparing;
using Lockstep.Tree;
using Xunit;

namespace Lockstep.Tests.Cli.Differences;

public sealed class DifferenceTextTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(3);

    [Fact]
    public void A_changed_text_is_a_unified_diff() => Assert.Equal(
        """
        ~ src/a.c
        --- target/src/a.c
        +++ project/src/a.c
        @@ -2,4 +2,5 @@
         2
         3
         4
        -5
        +five
        +six
        \ No newline at end of file
        """,
        Text(Update("1\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\nsix")));

    [Fact]
    public void Changes_far_apart_have_hunks_of_their_own() => Assert.Equal(
        """
        ~ src/a.c
        --- target/src/a.c
        +++ project/src/a.c
        @@ -1,4 +1,3 @@
        -a
         b
         c
         d
        @@ -9,3 +8,4 @@
         i
         j
         k
        +l
        """,
        Text(Update("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", "b\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n")));

    [Fact]
    public void A_new_and_a_removed_text_are_shown_whole()
    {
        Assert.Equal("+ a\n--- /dev/null\n+++ project/a\n@@ -0,0 +1 @@\n+x", Text(new ContentComparison(ViewFixture.Add("a", 2), ComparisonMark.None, null, Bytes("x\n"), null)));
        var removed = new Change(ChangeKind.Delete, RelativePath.Parse("a"), ViewFixture.File(2), Entry.Absent);
        Assert.Equal("- a\n--- target/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x", Text(new ContentComparison(removed, ComparisonMark.None, Bytes("x\n"), null, null)));
    }

    [Fact]
    public void What_is_no_text_is_told_by_its_sizes()
    {
        Assert.Equal("~ src/a.c: binary, 3 B to 4 B", Text(Update("a\0b", "a\0bc")));
        Change large = Update("", "").Change with { After = ViewFixture.File(13_000_000) };
        Assert.Equal("~ src/a.c: 0 B to 13 MB, too large to show", Text(new ContentComparison(large, ComparisonMark.None, null, null, null)));
    }

    [Fact]
    public void Links_modes_and_types_are_told_in_the_first_line()
    {
        Entry link = new(EntryType.Symlink, 0, 1, 0, ContentHash.Unknown);
        Change relinked = Update("", "").Change with { Before = link, After = link };
        Assert.Equal("~ src/a.c: -> b to -> c", Text(new ContentComparison(relinked, ComparisonMark.None, Bytes("b"), Bytes("c"), null)));
        Change replaced = relinked with { Before = ViewFixture.File(2) };
        Assert.Equal("~ src/a.c: file to link: -> c", Text(new ContentComparison(replaced, ComparisonMark.None, Bytes("b\n"), Bytes("c"), null)));
        ContentComparison executable = Update("x\n", "y\n");
        executable = executable with { Change = executable.Change with { After = ViewFixture.File(2, mode: 0b111_101_101) } };
        Assert.StartsWith("~ src/a.c (mode 0644 to 0755)\n---", Text(executable), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_push_does_not_do_is_marked()
    {
        Assert.StartsWith("~ src/a.c  changed on the target 3 h ago; a push leaves it\n", Text(Update("x\n", "y\n") with { Mark = ComparisonMark.Drift }), StringComparison.Ordinal);
        Assert.StartsWith("~ src/a.c  changed on both sides 3 h ago; a push stops here\n", Text(Update("x\n", "y\n") with { Mark = ComparisonMark.Conflict }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_that_could_not_be_read_says_why() =>
        Assert.Equal("~ src/a.c: permission denied", Text(Update("", "") with { Before = null, Problem = "permission denied" }));

    [Fact]
    public void The_target_cannot_steer_the_terminal() =>
        Assert.Contains("\n-\\x1b[2Jx\n", Text(Update("\e[2Jx\n", "y\n")), StringComparison.Ordinal);

    [Fact]
    public void Colours_are_those_of_the_terminal() =>
        Assert.EndsWith("\e[36m@@ -1 +1 @@\e[0m\n\e[31m-x\e[0m\n\e[32m+y\e[0m", DifferenceText.Of(Update("x\n", "y\n"), Now, new Paint(IsOn: true)), StringComparison.Ordinal);

    private static ContentComparison Update(string before, string after)
    {
        var change = new Change(ChangeKind.Update, RelativePath.Parse("src/a.c"), ViewFixture.File(before.Length), ViewFixture.File(after.Length));
        return new ContentComparison(change, ComparisonMark.None, Bytes(before), Bytes(after), Problem: null);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ContentComparison comparison) => DifferenceText.Of(comparison, Now, paint: default);
}
