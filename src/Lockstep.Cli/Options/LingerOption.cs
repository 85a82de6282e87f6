using System.CommandLine;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary><c>--linger TIME</c>: how long the connection is kept for later commands.</summary>
internal sealed class LingerOption : Option<TimeSpan?>
{
    public LingerOption()
        : base("--linger")
    {
        Description = "Keep the connection for later commands until none has used it for TIME, such as 15m";
        HelpName = "TIME";
        CustomParser = result =>
        {
            if (LingerTime.TryParse(result.Tokens[0].Value, out TimeSpan time, out string? flaw))
            {
                return time;
            }

            result.AddError($"--linger {flaw}");
            return null;
        };
    }
}
