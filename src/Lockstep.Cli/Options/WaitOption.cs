using System.CommandLine;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary><c>--wait TIME</c>: how long another command that is at work on the target is waited for.</summary>
internal sealed class WaitOption : Option<TimeSpan?>
{
    public WaitOption()
        : base("--wait")
    {
        Description = "Wait up to TIME, such as 90s or 10m, for another command that is at work on the target";
        HelpName = "TIME";
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out TimeSpan time, out string? flaw))
            {
                return time;
            }

            result.AddError($"--wait {flaw}");
            return null;
        };
    }

    /// <summary>The time given; none when none was.</summary>
    public TimeSpan Of(ParseResult parsed) => parsed.GetValue(this) ?? TimeSpan.Zero;
}
