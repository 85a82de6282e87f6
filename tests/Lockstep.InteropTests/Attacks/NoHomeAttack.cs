using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, C17: without HOME the roots that were written to were remembered in the current directory, which is the
/// project's, and what a clone brings there was believed.
/// </summary>
public sealed class NoHomeAttack : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("lockstep-nohome-").FullName;

    [Fact]
    public void Nothing_is_kept_in_the_project()
    {
        Shell.Run(
            $"""
            mkdir project
            echo a >project/a
            mkfifo project/pipe
            cd project
            env -u HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME -u XDG_CONFIG_HOME {BuiltPrograms.Client} push ../target >../said 2>&1
            """,
            _place);

        Assert.Equal("a\npipe\n", Shell.Run("ls -A project", _place));
        Assert.Equal("a\n", Shell.Run("ls -A target", _place));
        Assert.Contains(
            "pipe was left out: a FIFO, socket or device is never sent", File.ReadAllText(Path.Join(_place, "said")), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);
}
