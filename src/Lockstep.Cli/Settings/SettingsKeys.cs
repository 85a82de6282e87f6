namespace Lockstep.Cli.Settings;

/// <summary>All keys of <c>lockstep.toml</c> and the personal settings, in the order in which people want them.</summary>
internal static class SettingsKeys
{
    public static IReadOnlyList<SettingsKey> All { get; } =
    [
        new("", "default_target", SettingsValue.Text, "The target, group or address meant where none is given") { Default = "the only target there is", Example = "\"prod\"" },
        new("", "projects_dir", SettingsValue.Text, "The directory on hosts for addresses without a path; the project's name follows it") { Default = "projects", Example = "\"work\"" },
        new("", "color", SettingsValue.Text, "When output is coloured") { Default = "auto", Words = ["auto", "always", "never"], Example = "\"never\"" },
        new("[project]", "name", SettingsValue.Text, "The project's name, without a slash") { Default = "the directory's name", Example = "\"shop\"" },
        new("[project]", "exclude", SettingsValue.Texts, "What is not sent, in gitignore's syntax from the project's root") { Example = "[\"*.log\", \"/data/\"]" },
        new("[project]", "include", SettingsValue.Texts, "What is sent whatever ignores it; wins over exclude and every ignore file") { Example = "[\".env.production\"]" },
        new("[project]", "hidden", SettingsValue.Flag, "Whether names that start with a dot are sent") { Default = "false", Example = "true" },
        new("[project]", "disposable", SettingsValue.Texts, "What does not keep a deleted directory from going")
            { Default = "__pycache__/, *.pyc, .DS_Store, Thumbs.db", Example = "[\"*.tmp\"]" },
        new("[project]", "preserve", SettingsValue.Texts, "What else of files is kept; this version refuses all of it, since it could not keep the promise")
            { Words = ["owner", "group", "hardlinks", "xattrs", "acls", "devices"], Example = "[]" },
        new("[deploy]", "command", SettingsValue.Text, "A line for the target's sh that runs after a push") { Default = "deploy.py or deploy.sh of the project", Example = "\"systemctl --user restart shop\"" },
        new("[deploy]", "when", SettingsValue.Text, "When the deploy runs: after every push, after one that changed something, or by lockstep deploy alone")
            { Default = "always", Words = ["always", "changed", "never"], Example = "\"changed\"" },
        new("[deploy]", "timeout", SettingsValue.Text, "How long it may run") { Example = "\"10m\"" },
        new("[deploy]", "sudo", SettingsValue.Flag, "Whether deploy.py may run with sudo; it is asked about once for each target") { Default = "true", Example = "false" },
        new("[deploy]", "strategy", SettingsValue.Text, "Several targets at once, or one after the other until one fails")
            { Default = "parallel", Words = ["parallel", "rolling"], Example = "\"rolling\"" },
        new("[deploy]", "check", SettingsValue.Text, "A line for the target's sh that is tried after a deploy until it succeeds") { Example = "\"curl -fs localhost:8000/health\"" },
        new("[deploy]", "check_timeout", SettingsValue.Text, "How long the check is tried") { Default = "30s", Example = "\"1m\"" },
        new("[deploy]", "on_failure", SettingsValue.Text, "Whether a deploy that fails leaves its files there, or is taken back")
            { Default = "keep", Words = ["keep", "undo"], Example = "\"undo\"" },
        new("[[on_change]]", "paths", SettingsValue.Texts, "Patterns of paths, in gitignore's syntax from the project's root") { IsNeeded = true, Example = "[\"requirements.txt\"]" },
        new("[[on_change]]", "run", SettingsValue.Text, "A line for the target's sh, run when such a path has changed") { IsNeeded = true, Example = "\"pip install -r requirements.txt\"" },
        new("[[on_change]]", "timeout", SettingsValue.Text, "How long it may run") { Example = "\"5m\"" },
        new("[target.NAME]", "address", SettingsValue.Text, "Where the project goes: user@host:path, host:, ssh://user@host:port/path, exec:COMMAND:path, or a directory of this machine")
            { IsNeeded = true, Example = "\"ubuntu@box:srv/shop\"" },
        new("[target.NAME]", "from", SettingsValue.Text, "The directory of the project that is pushed there in place of the whole project") { Default = "the project", Example = "\"dist\"" },
        new("[target.NAME]", "identity", SettingsValue.Text, "A key file, as for ssh -i; a project's has to be trusted") { Default = "ssh's", Example = "\"~/.ssh/ec2.pem\"" },
        new("[target.NAME]", "deploy", SettingsValue.Text, "The deploy of this target") { Default = "[deploy] command", Example = "\"systemctl --user restart shop\"" },
        new("[target.NAME]", "check", SettingsValue.Text, "The check of this target") { Default = "[deploy] check", Example = "\"curl -fs localhost:8000/health\"" },
        new("[target.NAME]", "check_timeout", SettingsValue.Text, "How long this target's check is tried") { Default = "[deploy] check_timeout", Example = "\"1m\"" },
        new("[target.NAME]", "on_failure", SettingsValue.Text, "What becomes of a deploy of this target that fails")
            { Default = "[deploy] on_failure", Words = ["keep", "undo"], Example = "\"undo\"" },
        new("[target.NAME]", "agent_dir", SettingsValue.Text, "Directory on the host for the agent, starting with / or ~/") { Default = "[connection] agent_dir", Example = "\"~/agents\"" },
        new("[group]", "NAME", SettingsValue.Texts, "Targets that go by one name") { Example = "[\"NAME\"]" },
        new("[connection]", "ssh", SettingsValue.Text, "The ssh command, in a shell's spelling; a project's has to be trusted") { Default = "ssh", Example = "\"ssh -F ~/work/ssh_config\"" },
        new("[connection]", "agent_dir", SettingsValue.Text, "Directory on all hosts for the agent, starting with / or ~/") { Default = "~/.cache/lockstep, then others", Example = "\"~/agents\"" },
        new("[connection]", "linger", SettingsValue.Text, "How long a connection is kept after the last command that used it, at most a day; or off") { Default = "off", Example = "\"15m\"" },
        new("[history]", "max_age", SettingsValue.Text, "How long what a run replaced is kept, in whole days") { Default = "14d", Example = "\"30d\"" },
        new("[history]", "max_size", SettingsValue.Text, "How much of it is kept") { Default = "1GiB", Example = "\"500MB\"" },
        new("[watch]", "on_busy", SettingsValue.Text, "What happens to a change's commands while earlier ones run")
            { Default = "queue", Words = ["restart", "queue", "skip"], Example = "\"skip\"" },
    ];

    /// <summary>The tables in order, each with its keys; the top of the file first.</summary>
    public static IEnumerable<IGrouping<string, SettingsKey>> ByTable => All.GroupBy(key => key.Table);
}
