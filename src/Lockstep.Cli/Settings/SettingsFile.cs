using Lockstep.Filters;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>
/// Turns the text of one settings file into <see cref="Configuration"/>: every key typed, every value checked, all errors told at once with
/// file, line and column. Project and person have the same keys, but for what only a project can say.
/// </summary>
internal sealed class SettingsFile
{
    private readonly SettingsErrors _errors;
    private readonly string _directory;
    private readonly string _home;
    private readonly bool _isProjects;
    private readonly Configuration _under;

    private SettingsFile(string shownName, string directory, string home, bool isProjects, Configuration under)
    {
        _isProjects = isProjects;
        _under = under;
        _errors = new SettingsErrors(shownName);
        _directory = directory;
        _home = home;
    }

    /// <summary>Reads a settings file's text.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="shownName">What error messages call the file.</param>
    /// <param name="directory">Absolute directory that its relative local paths start from.</param>
    /// <param name="home">The person's home directory, for paths that start with <c>~/</c>.</param>
    /// <param name="isProjects">Whether it is a project's file; a person's has no <c>[project]</c>, <c>[deploy]</c> and <c>[[on_change]]</c>.</param>
    /// <param name="under">The settings that it lies over and whose targets it may speak of; null for none.</param>
    /// <exception cref="SyncException">With everything that is wrong.</exception>
    public static Configuration Parse(string text, string shownName, string directory, string home, bool isProjects, Configuration? under = null)
    {
        var file = new SettingsFile(shownName, directory, home, isProjects, under ?? Configuration.Nothing);
        var root = new TableReader(TomlFile.Read(text, file._errors), isProjects ? "a project's settings" : "the personal settings", file._errors);
        Configuration configuration = file.ReadRoot(root);
        file._errors.ThrowIfAny();
        return configuration;
    }

    private Configuration ReadRoot(TableReader root)
    {
        TableReader watch = root.Table("watch");
        Dictionary<string, TargetSettings> targets = ReadTargets(root.Table("target"));
        var configuration = new Configuration
        {
            DefaultTarget = root.Text("default_target"),
            ProjectsDirectory = root.Text("projects_dir")?.TrimEnd('/'),
            Color = root.Word("color", ("auto", ColorMode.Auto), ("always", ColorMode.Always), ("never", ColorMode.Never)),
            Project = _isProjects ? ReadProject(root.Table("project")) : new ProjectSettings(),
            Deploy = _isProjects ? ReadDeploy(root.Table("deploy")) : new DeploySettings(),
            OnChange = _isProjects ? [.. root.Tables("on_change").Select(ReadOnChange).OfType<ChangeRule>()] : [],
            Connection = ReadConnection(root.Table("connection")),
            History = ReadHistory(root.Table("history")),
            OnBusy = watch.Word("on_busy", ("restart", OnBusy.Restart), ("queue", OnBusy.Queue), ("skip", OnBusy.Skip)),
            Targets = targets,
            Groups = ReadGroups(root.Table("group"), targets),
        };
        watch.RejectOthers();
        root.RejectOthers();
        return configuration;
    }

    private static ProjectSettings ReadProject(TableReader table)
    {
        var project = new ProjectSettings(
            table.Text("name"), table.Texts("exclude"), table.Texts("include"), table.Flag("hidden"), table.Texts("disposable"));
        if (project.Name is { } name && ProjectName.FindFlaw(name) is { } flaw)
        {
            table.Reject("name", flaw);
        }

        foreach (string key in (ReadOnlySpan<string>)["exclude", "include", "disposable"])
        {
            RejectBadPatterns(table, key);
        }

        RejectUnkeepable(table);
        table.RejectOthers();
        return project;
    }

    private static void RejectBadPatterns(TableReader table, string key)
    {
        foreach (TomlText pattern in table.LocatedTexts(key) ?? [])
        {
            if (pattern.Value.Length > 0 && !PathPatterns.TryCreate([pattern.Value], out _, out FilterError? error))
            {
                table.Errors.Add(pattern.At, $"'{key}' has the pattern '{DisplayText.Brief(error.Pattern)}': {error.Cause}");
            }
        }
    }

    // A promise that this version cannot keep is refused, not forgotten: files pushed without their owners would look right and be wrong.
    private static void RejectUnkeepable(TableReader table)
    {
        string[] known = ["owner", "group", "hardlinks", "xattrs", "acls", "devices"];
        foreach (TomlText wish in table.LocatedTexts("preserve") ?? [])
        {
            table.Errors.Add(wish.At, known.Contains(wish.Value)
                ? $"'preserve' asks for '{wish.Value}', which this version cannot preserve yet; leave it out"
                : $"'preserve' does not know '{wish.Value}'{Suggestion.Hint(wish.Value, known, "it knows")}");
        }
    }

    private static DeploySettings ReadDeploy(TableReader table)
    {
        var deploy = new DeploySettings(
            table.Text("command"),
            table.Word("when", ("always", DeployWhen.Always), ("changed", DeployWhen.Changed), ("never", DeployWhen.Never)),
            table.Parsed<TimeSpan>("timeout", Duration.TryParse),
            table.Flag("sudo"),
            table.Word("strategy", ("parallel", DeployStrategy.Parallel), ("rolling", DeployStrategy.Rolling)))
        {
            Trial = ReadTrial(table),
        };
        table.RejectOthers();
        return deploy;
    }

    private static TrialSettings ReadTrial(TableReader table)
    {
        var trial = new TrialSettings(
            table.Text("check"),
            table.Parsed<TimeSpan>("check_timeout", Duration.TryParse),
            table.Word("on_failure", ("keep", DeployFailure.Keep), ("undo", DeployFailure.Undo)));
        if (trial.Check is not null && string.IsNullOrWhiteSpace(trial.Check))
        {
            table.Reject("check", "must not be blank");
        }

        return trial;
    }

    private static ChangeRule? ReadOnChange(TableReader table)
    {
        List<TomlText>? paths = table.LocatedTexts("paths");
        string? command = table.Text("run");
        TimeSpan? timeout = table.Parsed<TimeSpan>("timeout", Duration.TryParse);
        table.RejectOthers();
        if (paths is not { Count: > 0 } || command is null)
        {
            table.Errors.Add(table.At, "[[on_change]] needs both 'paths' and 'run'");
            return null;
        }

        RejectBadPatterns(table, "paths");
        return PathPatterns.TryCreate(paths.ConvertAll(path => path.Value), out PathPatterns? patterns, out _)
            ? new ChangeRule(patterns, command, timeout ?? Timeout.InfiniteTimeSpan)
            : null;
    }

    private ConnectionSettings ReadConnection(TableReader table)
    {
        var connection = new ConnectionSettings(
            table.Text("ssh"), ReadAgentDirectory(table), SshIsProjects: _isProjects, table.Parsed<TimeSpan>("linger", LingerTime.TryParse));
        connection = connection with { LingerIsProjects = _isProjects && connection.Linger > TimeSpan.Zero };
        if (string.IsNullOrWhiteSpace(connection.Ssh ?? "ssh"))
        {
            table.Reject("ssh", "must not be blank");
        }

        table.RejectOthers();
        return connection;
    }

    private static string? ReadAgentDirectory(TableReader table)
    {
        const string Key = "agent_dir";
        string? directory = table.Text(Key);
        if (directory is not null && !(directory.StartsWith('/') || directory.StartsWith("~/", StringComparison.Ordinal)))
        {
            table.Reject(Key, "must start with / or ~/");
        }
        else if (directory is not null && directory.Any(char.IsControl))
        {
            table.Reject(Key, "must not hold control characters");
        }

        return directory;
    }

    private static HistorySettings ReadHistory(TableReader table)
    {
        TimeSpan? age = table.Parsed<TimeSpan>("max_age", Duration.TryParse);
        if (age is { } length && length.Ticks % TimeSpan.TicksPerDay != 0)
        {
            table.Reject("max_age", "must be a whole number of days");
        }

        var history = new HistorySettings((int?)age?.TotalDays, table.Parsed<long>("max_size", ByteSize.TryParse));
        table.RejectOthers();
        return history;
    }

    private Dictionary<string, TargetSettings> ReadTargets(TableReader table)
    {
        Dictionary<string, TargetSettings> targets = [];
        foreach ((string name, SourcePosition at) in table.Names())
        {
            RejectBadName("target", name, at);
            targets[name] = ReadTarget(table.Table(name), name, at);
        }

        return targets;
    }

    private TargetSettings ReadTarget(TableReader table, string name, SourcePosition at)
    {
        TargetSettings? under = _under.Targets.GetValueOrDefault(name);
        var target = new TargetSettings(
            ReadAddress(table, name, at, under?.Address),
            table.Text("identity") is { } identity ? HomePath.Resolve(identity, _directory, _home) : under?.Identity,
            table.Text("deploy") ?? under?.Deploy,
            ReadAgentDirectory(table) ?? under?.AgentDirectory,
            _isProjects)
        {
            From = ReadFrom(table) ?? under?.From,
            Trial = ReadTrial(table).Over(under?.Trial),
        };
        table.RejectOthers();
        return target;
    }

    private static string? ReadFrom(TableReader table)
    {
        const string Key = "from";
        if (table.Text(Key) is not { } text)
        {
            return null;
        }

        if (!ProjectPart.TryParse(text, out string part, out string? flaw))
        {
            table.Reject(Key, flaw!);
        }

        return part;
    }

    private TargetAddress ReadAddress(TableReader table, string name, SourcePosition at, TargetAddress? under)
    {
        var nowhere = new TargetAddress(AddressKind.Local, User: null, string.Empty, Port: null, _directory);
        if (!table.IsThere)
        {
            return nowhere;
        }

        if (table.Text("address") is not { } text)
        {
            if (under is not null)
            {
                return under;
            }

            _errors.Add(at, $"target '{name}' has no 'address'");
            return nowhere;
        }

        if (!TargetAddress.TryParse(text, out TargetAddress? address, out string? flaw))
        {
            table.Reject("address", flaw);
            return nowhere;
        }

        return address.Kind == AddressKind.Local ? address with { Path = HomePath.Resolve(address.Path!, _directory, _home) } : address;
    }

    private Dictionary<string, IReadOnlyList<string>> ReadGroups(TableReader table, Dictionary<string, TargetSettings> targets)
    {
        Dictionary<string, IReadOnlyList<string>> groups = [];
        foreach ((string name, SourcePosition at) in table.Names())
        {
            RejectBadName("group", name, at);
            if (targets.ContainsKey(name) || _under.Targets.ContainsKey(name))
            {
                _errors.Add(at, $"group '{name}' has the name of a target");
            }

            List<TomlText> members = table.LocatedTexts(name) ?? [];
            foreach (TomlText member in members.Where(member => !targets.ContainsKey(member.Value) && !_under.Targets.ContainsKey(member.Value)))
            {
                _errors.Add(member.At, $"group '{name}' holds '{DisplayText.Brief(member.Value)}', which is no target of this file{Suggestion.Hint(member.Value, targets.Keys, "targets")}");
            }

            groups[name] = [.. members.Select(member => member.Value)];
        }

        return groups;
    }

    private void RejectBadName(string what, string name, SourcePosition at)
    {
        if (!TargetName.IsValid(name))
        {
            _errors.Add(at, $"a {what} cannot be named '{DisplayText.Brief(name)}': {TargetName.Rule}");
        }
    }
}
