using System.CommandLine;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary>An option that takes a length of time.</summary>
internal class TimeOption : Option<TimeSpan?>
{
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    public TimeOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "TIME";
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out TimeSpan time, out string? flaw))
            {
                return time;
            }

            result.AddError($"{name} {flaw}");
            return null;
        };
    }
}
