using Lockstep.Cli.Doctor;
using Lockstep.Cli.Terminal;
using Xunit;

namespace Lockstep.Tests.Cli.Doctor;

public sealed class ReportTests
{
    [Theory]
    [InlineData("box is ann@10.1.2.3, port 22", "TARGET is USER@HOST, port 22")]
    [InlineData("/home/bo/.cache and /Users/bo", "/home/USER/.cache and /Users/USER")]
    [InlineData("key SHA256:abcDEF123+/ of fe80::1:2:3", "key FINGERPRINT of ADDRESS")]
    [InlineData("Ann's boxes in /srv/shop", "USER's boxes in ROOT")]
    [InlineData("13:22:05, 82 GB, 3.2.7", "13:22:05, 82 GB, 3.2.7")]
    [InlineData("root of /root", "root of /root")]
    public void A_mask_takes_out_names_and_leaves_the_rest(string text, string masked) => Assert.Equal(
        masked, new Mask([("box", "TARGET"), ("ann", "USER"), ("/srv/shop", "ROOT"), ("root", "USER"), ("", "X")]).Of(text));

    [Fact]
    public void A_report_is_markdown_that_nothing_printed_ends()
    {
        string report = Report.Text([("box", [Check.Warn("shell", "prints ```", "stop")])], DateTimeOffset.UnixEpoch, text => text);
        Assert.Contains("## box\n\n```text\n  warn  shell         prints '''\n  fix                 stop\n```\n", report, StringComparison.Ordinal);
        Assert.Contains("1970-01-01 00:00 UTC", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_fit_the_terminal_and_a_remedy_stays_whole()
    {
        Check check = Check.Fail("root", ExitCode.SyncFailed, "/srv/x cannot be made: /srv belongs to root, and ann may not write there", "On box: sudo mkdir -p /srv/x && sudo chown ann /srv/x");
        Assert.Equal(
            [
                "  FAIL  root          /srv/x cannot be made: /srv belongs to root, and ann may",
                "                      not write there",
                "  fix                 On box: sudo mkdir -p /srv/x && sudo chown ann /srv/x",
            ],
            CheckLines.Of(check, 80, default(Paint)));
        Assert.Equal(
            [
                "  FAIL  root",
                "        /srv/x cannot be made: /srv",
                "        belongs to root, and ann may not",
                "        write there",
                "  fix   On box: sudo mkdir -p /srv/x && sudo chown ann /srv/x",
            ],
            CheckLines.Of(check, 40, default(Paint)));
    }
}
