using System.Text;
using Lockstep.Rsync;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Rules;

namespace Lockstep.Tests.Rsync.Attacks;

/// <summary>CVE-2022-29154: a server adds names that the client never asked for, or that the client's own rules exclude.</summary>
public sealed class UnrequestedNamesAttack
{
    [Theory]
    [InlineData("src/", "", "anything")]
    [InlineData(".", "", ".bashrc")]
    [InlineData("dir/src", "", "src src/a")]
    [InlineData("a b", "", "a src", "src")]
    [InlineData("s*", "", "src src/a")]
    [InlineData("src", "", ".ssh/authorized_keys", ".ssh/authorized_keys")]
    [InlineData("src", "", "src2", "src2")]
    [InlineData("s*", "", "x", "x")]
    [InlineData("src/", "--exclude=.ssh", "a .ssh", ".ssh")]
    [InlineData("src/", "--exclude=.ssh", "a .ssh/authorized_keys", ".ssh/authorized_keys")]
    [InlineData("a/b/src", "-R", "a/b/src/x")]
    [InlineData("a/b/src", "-R", "a/c", "a/c")]
    [InlineData("x/./b/s*", "-R", "b/src/x")]
    [InlineData("x/./b/s*", "-R", "b/x", "b/x")]
    [InlineData("src/", "--include=*.c --exclude=*", "a.c b.h", "b.h")]
    public void A_name_that_was_not_asked_for_is_refused(string sources, string options, string names, string? refused = null)
    {
        RsyncInvocation invocation = RsyncInvocationReader.Read(
            ["-r", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. sources.Split(' ').Select(source => "host:" + source), "to"], _ => null);
        var rules = FilterRules.Of(invocation.Options, new RuleFiles(root: null, mayReadGiven: false), _ => null);
        var requested = new RequestedEntries(
            [.. SourceArgument.Of(invocation.Options, sources.Split(' ').Select(Encoding.UTF8.GetBytes), [])], invocation.Options.Relative, rules);
        FileEntry[] entries = [.. names.Split(' ').Select(HostileListAttack.File)];

        RsyncException? failure = Record.Exception(() => requested.Check(entries)) as RsyncException;

        Assert.Equal(refused is null ? null : RsyncExit.Unsupported, failure?.Exit);
        Assert.EndsWith(refused ?? "", failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_on_the_way_to_what_was_asked_for_loses_nothing_whatever_the_server_calls_it()
    {
        RsyncInvocation invocation = RsyncInvocationReader.Read(["-rR", "--delete", "host:a/b", "to"], _ => null);
        var rules = FilterRules.Of(invocation.Options, new RuleFiles(root: null, mayReadGiven: false), _ => null);
        var requested = new RequestedEntries([.. SourceArgument.Of(invocation.Options, ["a/b"u8.ToArray()], [])], isRelative: true, rules);
        var onTheWay = new FileEntry { Name = "a"u8.ToArray(), Mode = EntryMode.Directory, Kind = DirectoryKind.Top };

        requested.Check([onTheWay]);

        Assert.Equal(DirectoryKind.Implied, onTheWay.Kind);
    }
}
