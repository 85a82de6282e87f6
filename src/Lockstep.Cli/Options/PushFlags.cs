using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Options;

/// <summary>The options that say how a push is done, laid over what the settings say.</summary>
internal sealed class PushFlags
{
    private const string ExcludeName = "--exclude";
    private const string IncludeName = "--include";

    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Show the plan, change nothing" };
    private readonly Option<string[]> _exclude = new(ExcludeName)
    {
        Description = "Do not send what matches (gitignore syntax); the last --exclude or --include that matches wins",
        HelpName = "GLOB",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _include = new(IncludeName)
    {
        Description = "Send what matches, whatever ignores it",
        HelpName = "GLOB",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _hidden = new("--hidden") { Description = "Send entries whose name starts with a dot" };
    private readonly Option<bool> _noGitIgnore = new("--no-gitignore") { Description = "Do not obey git's ignore files" };
    private readonly Option<bool> _mirror = new("--mirror")
    {
        Description = "Delete everything that is not protected and not in the project (rsync's --delete)",
    };

    private readonly Option<bool> _noDelete = new("--no-delete") { Description = "Delete nothing" };
    private readonly Option<int?> _maxDelete = new("--max-delete")
    {
        Description = "Refuse to delete more than N entries",
        HelpName = "N",
        CustomParser = ParseCount,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Overwrite what somebody changed on the target" };
    private readonly Option<bool> _checksum = new("--checksum") { Description = "Compare contents, not sizes and times" };
    private readonly WordOption _engine = new("--engine", "ENGINE", "How bytes move: auto or agent", "auto", "agent", "rsync");
    private readonly Option<Compression?> _compress = new("--compress")
    {
        Description = "auto, none, or a zstd level from 1 to 19",
        HelpName = "HOW",
        CustomParser = ParseCompression,
    };

    private readonly Option<long?> _bandwidth = new("--bwlimit")
    {
        Description = "Send no faster, such as 500KiB/s or 10MB/s",
        HelpName = "RATE",
        CustomParser = ParseRate,
    };


    public IEnumerable<Option> All =>
        [_dryRun, _exclude, _include, _hidden, _noGitIgnore, _mirror, _noDelete, _maxDelete, _force, _checksum, _engine, _compress, _bandwidth];

    /// <summary>The options that decide what is sent, for <c>explain</c>.</summary>
    public IEnumerable<Option> OfFilter => [_exclude, _include, _hidden, _noGitIgnore];

    /// <summary>The options that decide what a push would do, for <c>diff</c>.</summary>
    public IEnumerable<Option> OfPlan => [.. OfFilter, _mirror, _noDelete, _maxDelete, _force, _checksum, _engine, _compress, _bandwidth];

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>The options given, over the settings.</summary>
    /// <exception cref="SyncException">Options contradict each other, or ask for what this version does not have.</exception>
    public PushOptions Over(Configuration configuration, ParseResult parsed)
    {
        if (parsed.GetValue(_mirror) && parsed.GetValue(_noDelete))
        {
            throw new SyncException(ExitCode.Usage, "--mirror deletes and --no-delete does not: give one of them");
        }

        if (_engine.Given(parsed) == "rsync")
        {
            throw new SyncException(ExitCode.Usage, "the rsync engine is not in this version; leave --engine out to use the agent");
        }

        PushOptions usual = Settled(configuration);
        return usual with
        {
            Mirror = parsed.GetValue(_mirror),
            Deletes = !parsed.GetValue(_noDelete),
            MaxDelete = parsed.GetValue(_maxDelete),
            Force = parsed.GetValue(_force),
            ComparesContent = parsed.GetValue(_checksum),
            Compression = parsed.GetValue(_compress) ?? usual.Compression,
            BandwidthLimit = parsed.GetValue(_bandwidth),
            Filter = Filter(configuration, parsed),
        };
    }

    /// <summary>What the settings alone say.</summary>
    public static PushOptions Settled(Configuration configuration)
    {
        var usual = new PushOptions();
        return usual with
        {
            Filter = SettingsFilter(configuration),
            Disposable = configuration.Project.Disposable ?? usual.Disposable,
            Retention = new Retention(
                configuration.History.MaxAgeDays ?? Retention.Default.MaxAgeDays,
                configuration.History.MaxBytes ?? Retention.Default.MaxBytes),
        };
    }

    /// <summary>Which entries are sent.</summary>
    public FilterOptions Filter(Configuration configuration, ParseResult parsed)
    {
        FilterOptions settled = SettingsFilter(configuration);
        return settled with
        {
            CommandLine = PatternsInOrder(parsed),
            Hidden = settled.Hidden || parsed.GetValue(_hidden),
            UseGitignore = !parsed.GetValue(_noGitIgnore),
        };
    }

    /// <summary>Which entries are sent as far as the settings say.</summary>
    public static FilterOptions SettingsFilter(Configuration configuration) => new()
    {
        Include = configuration.Project.Include ?? [],
        Exclude = configuration.Project.Exclude ?? [],
        Hidden = configuration.Project.Hidden == true,
    };

    /// <summary>Parses the N of <c>--max-delete N</c>.</summary>
    public static int? ParseCount(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return count;
        }

        result.AddError($"--max-delete takes a whole number, not '{text}'");
        return null;
    }

    // The parser groups values by option; which came last is only in the tokens.
    private static List<CommandLineRule> PatternsInOrder(ParseResult parsed)
    {
        List<CommandLineRule> patterns = [];
        string option = string.Empty;
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = token.Value;
            }
            else if (token.Type == TokenType.Argument && option is ExcludeName or IncludeName)
            {
                patterns.Add(new CommandLineRule(IsInclude: option == IncludeName, token.Value));
                option = string.Empty;
            }
        }

        return patterns;
    }

    private static Compression? ParseCompression(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        switch (text)
        {
            case "auto":
                return Compression.Auto;
            case "none":
                return Compression.None;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level is >= 1 and <= Compression.MaxLevel)
        {
            return new Compression(level);
        }

        result.AddError($"--compress takes auto, none or a level from 1 to {Compression.MaxLevel}, not '{text}'");
        return null;
    }

    private static long? ParseRate(ArgumentResult result)
    {
        if (ByteSize.TryParseRate(result.Tokens[0].Value, out long rate, out string? flaw))
        {
            return rate;
        }

        result.AddError($"--bwlimit {flaw}");
        return null;
    }
}
