using System.CommandLine;
using Lockstep.Cli.Settings;
using Lockstep.Plan;
using Lockstep.Sessions.Pulling;

namespace Lockstep.Cli.Options;

/// <summary>The options that say how a pull is done, laid over what the settings say.</summary>
internal sealed class PullFlags
{
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Show the plan, change nothing" };
    private readonly Option<bool> _new = new("--new") { Description = "Bring what was made there and never pushed, too, unless a rule would keep it from being pushed" };
    private readonly Option<bool> _noDelete = new("--no-delete") { Description = "Delete nothing here" };
    private readonly Option<int?> _maxDelete = new("--max-delete")
    {
        Description = "Refuse to delete more than N entries here",
        HelpName = "N",
        CustomParser = PushFlags.ParseCount,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Overwrite what was changed here" };

    public IEnumerable<Option> All => [_dryRun, _new, _force, _noDelete, _maxDelete];

    public bool BringsNew(ParseResult parsed) => parsed.GetValue(_new);

    /// <summary>The options given, over the settings.</summary>
    public PullOptions Over(Configuration configuration, ParseResult parsed)
    {
        var usual = new PullOptions();
        return usual with
        {
            IsDryRun = parsed.GetValue(_dryRun),
            Deletes = !parsed.GetValue(_noDelete),
            MaxDelete = parsed.GetValue(_maxDelete),
            BringsNew = parsed.GetValue(_new),
            Force = parsed.GetValue(_force),
            Disposable = configuration.Project.Disposable ?? usual.Disposable,
            Retention = new Retention(
                configuration.History.MaxAgeDays ?? Retention.Default.MaxAgeDays,
                configuration.History.MaxBytes ?? Retention.Default.MaxBytes),
        };
    }
}
