using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Commands;

namespace Lockstep.Cli.Options;

/// <summary><c>--jobs N</c>: how many targets are worked on at once.</summary>
internal sealed class JobsOption : Option<int?>
{
    public JobsOption()
        : base("--jobs")
    {
        Description = $"Hosts at once (default: {TargetSchedule.UsualJobs})";
        HelpName = "N";
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int jobs) && jobs > 0)
            {
                return jobs;
            }

            result.AddError($"--jobs takes a number above 0, not '{text}'");
            return null;
        };
    }

    /// <summary>The number given; null when none was.</summary>
    public int? Asked(ParseResult parsed) => parsed.GetValue(this);

    public int Of(ParseResult parsed) => Asked(parsed) ?? TargetSchedule.UsualJobs;
}
