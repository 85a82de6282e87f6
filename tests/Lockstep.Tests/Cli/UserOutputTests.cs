using System.ComponentModel;
using Lockstep.Cli.Terminal;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class UserOutputTests
{
    [Theory]
    [InlineData(32, "")]
    [InlineData(28, "lockstep: cannot write to standard output: cannot write\n")]
    public void A_broken_pipe_is_silent_and_any_other_failure_told_once(int errno, string told)
    {
        using var remarks = new StringWriter();
        using var broken = new BrokenWriter(errno);
        var output = new UserOutput(broken, remarks);

        output.Result("one");
        output.Result("two");

        Assert.Equal((told, 1), (remarks.ToString(), broken.Attempts));
    }

    [Fact]
    public void Remarks_that_nobody_can_read_stop_nothing()
    {
        using var results = new StringWriter();
        using var broken = new BrokenWriter(errno: 5);
        var output = new UserOutput(results, broken);

        output.Remark("one");
        output.Result("two");

        Assert.Equal("two\n", results.ToString());
    }

    private sealed class BrokenWriter(int errno) : StringWriter
    {
        public int Attempts { get; private set; }

        public override void Write(string? value)
        {
            Attempts++;
            throw new IOException("cannot write", new Win32Exception(errno));
        }
    }
}
