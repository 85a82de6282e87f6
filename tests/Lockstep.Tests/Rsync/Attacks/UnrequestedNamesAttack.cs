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
    [InlineData("src/", "--include=*.c --exclude=*", "a.c b.h", "b.h")]
    public void A_name_that_was_not_asked_for_is_refused(string sources, string options, string names, string? refused = null)
    {
        RsyncInvocation invocation = RsyncInvocationReader.Read(
            ["-r", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. sources.Split(' ').Select(source => "host:" + source), "to"], _ => null);
        var rules = FilterRules.Of(invocation.Options, new RuleFiles(root: null, mayReadGiven: false), _ => null);
        var requested = new RequestedEntries([.. sources.Split(' ').Select(Encoding.UTF8.GetBytes)], rules);
        FileEntry[] entries = [.. names.Split(' ').Select(HostileListAttack.File)];

        RsyncException? failure = Record.Exception(() => requested.Check(entries)) as RsyncException;

        Assert.Equal(refused is null ? null : RsyncExit.Protocol, failure?.Exit);
        Assert.EndsWith(refused ?? "", failure?.Message ?? "", StringComparison.Ordinal);
    }
}
