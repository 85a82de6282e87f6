using System.CommandLine;

namespace Lockstep.Cli.Options;

/// <summary><c>--wait TIME</c>: how long another command that is at work on the target is waited for.</summary>
internal sealed class WaitOption() : TimeOption("--wait", "Wait up to TIME, such as 90s or 10m, for another command that is at work on the target")
{
    /// <summary>The time given; none when none was.</summary>
    public TimeSpan Of(ParseResult parsed) => parsed.GetValue(this) ?? TimeSpan.Zero;
}
