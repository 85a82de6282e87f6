using Lockstep.Files.Committing;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

public class RunRulesTests
{
    private static readonly Entry File = TreeText.File("1");

    public static TheoryData<string, Change[]> Broken => new()
    {
        { "out of order", [Add("b", File), Add("a", File)] },
        { "out of order", [Add("a", File), Add("a", File)] },
        { ".lockstep", [Add(".lockstep/x", File)] },
        { ".lockstep", [Add("d/.lockstep", File)] },
        { ".lockstep", [Add("d/.LOCKSTEP/journal", File)] },
        { ".lockstep", [Add("a", File) with { Transfer = Transfer.Reuse, Source = RelativePath.Parse(".lockstep/journal") }] },
        { "kind 9", [Add("a", File) with { Kind = (ChangeKind)9 }] },
        { "type Special", [Add("a", File with { Type = EntryType.Special })] },
        { "type None", [Add("a", Entry.Absent)] },
        { "type File", [Add("a", File) with { Kind = ChangeKind.Delete }] },
        { "directory that is renamed", [Add("a", TreeText.Directory) with { Kind = ChangeKind.Rename, Source = RelativePath.Parse("b") }] },
        { "from nowhere", [Add("a", File) with { Kind = ChangeKind.Rename }] },
        { "from nowhere", [Add("a", File) with { Transfer = Transfer.Reuse }] },
        { "root that is not a directory", [new Change(ChangeKind.Add, RelativePath.Root, Entry.Absent, File)] },
        { "root that is not a directory", [new Change(ChangeKind.Delete, RelativePath.Root, TreeText.Directory, Entry.Absent)] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_plan_that_breaks_a_rule_is_refused_whole(string why, Change[] changes)
    {
        ProtocolException caught = Assert.Throws<ProtocolException>(() => RunRules.Check(changes));
        Assert.Contains(why, caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_of_every_kind_is_taken() => RunRules.Check(
    [
        new Change(ChangeKind.Add, RelativePath.Root, Entry.Absent, TreeText.Directory),
        Add("a", File),
        Add("b", File) with { Kind = ChangeKind.Rename, Transfer = Transfer.Reuse, Source = RelativePath.Parse("c") },
        new Change(ChangeKind.Delete, RelativePath.Parse("d"), File, Entry.Absent),
        Add("e", TreeText.Directory) with { Kind = ChangeKind.Mode },
        Add("f", File with { Type = EntryType.Symlink }),
    ]);

    private static Change Add(string path, Entry after) => new(ChangeKind.Add, RelativePath.Parse(path), Entry.Absent, after);
}
