using Lockstep.Cli.Doctor;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using static Lockstep.Cli.Json.Schema.EventMembers;

namespace Lockstep.Cli.Json.Schema;

/// <summary>All events of <c>--json</c>. Tests hold what commands really print against them; words come from the types that are printed.</summary>
internal static class EventDefinitions
{
    private static readonly string[] Changes = WordsOf<ChangeKind>(ChangeName.Of);
    private static readonly string[] Sources = WordsOf<OutputSource>(SourceName.Of);

    /// <summary>All events, by name.</summary>
    public static IReadOnlyList<EventDefinition> All { get; } = [.. OfRuns, .. OfLooks, .. OfWatch, .. OfCommands];

    private static IEnumerable<EventDefinition> OfRuns =>
    [
        new("progress", "A phase begins, or a transfer goes on.",
        [
            Word("phase", "What is done", WordsOf<Phase>(PhaseName.Name)),
            Optional(Integer("files", "Files sent")),
            Optional(Integer("files_total", "Files to be sent")),
            Optional(Integer("bytes", "Bytes of content sent")),
            Optional(Integer("bytes_total", "Bytes of content to be sent")),
        ]),
        new("plan", "What a push, an undo or a pull will do, or would do.",
        [
            Flag("dry_run", "Whether nothing is done"),
            .. Changes.Select(change => Integer(change, $"Entries with the change {change}")),
            Integer("unchanged", "Entries that are right already"),
            Integer("bytes", "Bytes of content that may have to be sent"),
            Optional(Text("refusal", "Why it is refused")),
            Optional(ListOfTexts("on_change", "Lines that run before the deploy")),
            Optional(Text("deploy", "The line that runs afterwards")),
        ]),
        new("file", "A change that is done, or with a dry run one that would be.",
        [
            .. Path("path", "The entry"),
            Word("change", "What is done to it", Changes),
            .. Path("from", "Where it was, for a rename").Select(Optional),
            Integer("bytes", "Bytes of its content"),
        ]),
        new("problem", "A path that could not be read or written.",
        [
            .. Path("path", "The entry"),
            Text("cause", "Why"),
            Optional(Word("side", "Where; not told of a pull", "project", "target")),
        ]),
        new("drift", "Something that was changed by other hands.", [.. Difference, Word("side", "Where", "project", "target")]),
        new("output", "A line that a command printed.",
        [
            Word("source", "Which command", Sources),
            Word("stream", "Where it printed it", "stdout", "stderr"),
            Text("text", "The line; bytes that are no UTF-8 are replaced"),
        ]),
        new("summary", "Always last, one for each target or one alone.",
        [
            Integer("exit", "The exit code"),
            .. Summary.Select(Optional),
            Optional(Integer("runs", "Of history: how many runs are told")),
            .. Enum.GetValues<Verdict>().Select(verdict => Optional(Integer(JsonCheck.NameOf(verdict), "Of doctor: how many checks came to this"))),
        ]),
    ];

    private static IEnumerable<EventDefinition> OfLooks =>
    [
        new("status", "How a target stands.",
        [
            Text("place", "Where it is"),
            Objects("not_pushed", "What a push would do",
                [.. Path("path", "The entry"), Word("change", "What would be done to it", Changes), .. Path("from", "Where it is, for a rename").Select(Optional)]),
            Objects("drift", "What somebody changed there and a push leaves", Difference),
            Objects("conflicts", "What was changed on both sides", Difference),
            Objects("others", "What other clients' runs changed and a push leaves",
                [.. Difference, Optional(Integer("run", "The run that did")), Optional(Text("by", "Whose run that was"))]),
            Nullable(Text("refusal", "Why a push would be refused")),
            Integer("last_run", "Number of the last run; 0 for none"),
            Nullable(Text("last_run_started", "When it was (UTC)")),
            Nullable(Text("last_run_by", "Who made it")),
            Optional(Object("last_run_from", "What it pushed", Source)),
            .. Deploy,
            Nullable(Text("lock", "Who is at work there, and since when")),
            Flag("interrupted", "Whether a run was interrupted while it was put in place"),
            Nullable(Object("kept", "What watch --keep has left there",
            [
                Text("command", "The command"),
                Word("state", "How it is", "runs", "ended", "lost"),
                Text("started", "When it was started (UTC)"),
                Optional(Integer("process", "Its process, while it runs")),
                Optional(Integer("exit", "Its exit code")),
                Optional(Text("ended", "When it ended (UTC)")),
            ])),
            Text("engine", "How bytes move"),
            Nullable(Text("state", "The directory of what Lockstep remembers there")),
        ]),
        new("run", "A run of a history, newest first.",
        [
            Integer("run", "Its number"),
            Text("started", "When it was (UTC)"),
            Text("owner", "Who made it"),
            .. Source.Select(Optional),
            Word("kind", "What made it", "push", "watch", "undo", "pull"),
            Optional(Integer("before", "For an undo: the run before which it went back")),
            Integer("added", "New entries"),
            Integer("updated", "Entries that were replaced"),
            Integer("deleted", "Entries that were removed"),
            Integer("renamed", "Entries that were moved"),
            Integer("bytes_kept", "Size of what it replaced and is kept"),
            .. Deploy,
        ]),
        new("check", "A check of doctor.",
        [
            Text("check", "Its name"),
            Word("verdict", "What it came to", [.. Enum.GetValues<Verdict>().Select(JsonCheck.NameOf)]),
            Text("text", "What was found"),
            Optional(Text("remedy", "What to do")),
            Integer("exit", "What a push would leave with"),
        ]),
        new("explain", "Which rule decides about a path.",
        [
            .. Path("path", "The path"),
            Flag("exists", "Whether something stands there"),
            Word("verdict", "below: only what is wanted below it is sent", "sent", "not_sent", "below"),
            Nullable(Text("rule", "The rule, and where it stands")),
            Optional(Text("decides_about", "The path that the rule matches: this one, or one above it")),
        ]),
    ];

    private static IEnumerable<EventDefinition> OfWatch =>
    [
        new("connection", "The connection of a watch has changed.",
            [Word("state", "How it is", "connecting", "watching", "paused", "disconnected"), Optional(Text("message", "Why"))]),
        new("batch", "A batch of a watch is done.",
            [Optional(Number("ms_delay", "From the first change until the target said that it has it")), Integer("exit", "How it went"), .. Summary]),
        new("command", "A command that runs after a batch started or ended.",
        [
            Word("source", "Which command", Sources),
            Text("command", "Its line"),
            Word("state", "How it is", "started", "succeeded", "failed", "timed_out", "stopped", "ended", "goes_on", "left"),
            Optional(Integer("exit", "Its exit code")),
            Optional(Number("ms", "How long it ran")),
        ]),
    ];

    private static IEnumerable<EventDefinition> OfCommands =>
    [
        new("purge", "What history --purge removed.",
        [
            .. Purged,
            Integer("project_contents", "The same in the history of this project's pulls"),
            ListOfTexts("standing", "Paths that still stand on the target"),
            ListOfTexts("copies", "Paths on the target with such a content"),
            ListOfTexts("in_project", "Paths of the project with such a content"),
        ]),
        new("trust", "What trust allowed.",
        [
            Text("directory", "The project"),
            Flag("place", "Whether the directory itself was trusted"),
            Objects("values", "The values", [Text("key", "Where it stands"), Text("value", "What it is")]),
        ]),
        new("disconnect", "A connection that lingered.",
        [
            Flag("ended", "Whether it has ended"),
            Nullable(Text("host", "Where to; null where it has not ended")),
            Integer("process", "What held it"),
        ]),
        new("init", "The settings that init wrote.",
            [Text("path", "The file"), Text("name", "The target's name"), Nullable(Text("address", "The target's address"))]),
        new("version", "The version.", [Text("version", "The version"), Text("platform", "What it was built for")]),
        new("text", "Help, a page, a script.", [Text("name", "What it is"), Text("text", "The text")]),
        new("error", "What stopped a command before it came to a target.",
        [
            Word("code", "What kind of error it is",
                "usage", "settings", "refused", "no_connection", "partial", "failed", "protocol", "deploy_failed", "interrupted"),
            Text("message", "What is wrong"),
            Optional(Text("path", "The settings file")),
            Optional(Integer("line", "Its line, from 1")),
            Optional(Integer("column", "Its column, from 1")),
            Optional(Text("remedy", "What to do")),
        ]),
    ];

    private static EventMember[] Difference =>
    [
        .. Path("path", "The entry"),
        Word("kind", "What happened to it", "changed", "removed", "added"),
        Optional(Text("modified", "The time of what stands there now (UTC)")),
    ];

    private static EventMember[] Source =>
    [
        Text("project", "The project's name"),
        Text("directory", "Where it was"),
        Optional(Text("commit", "What was checked out")),
        Optional(Text("branch", "The branch")),
        Optional(Flag("clean", "Whether the tree was the commit's")),
    ];

    private static EventMember[] Deploy =>
        [Optional(Integer("deploy_exit", "The deploy's own exit code")), Optional(Flag("deploy_timed_out", "Whether its time was up"))];

    private static EventMember[] Purged =>
    [
        Integer("runs", "Runs of which something was removed"),
        Integer("contents", "Contents that were removed"),
        Integer("bytes", "Their size"),
        Integer("forgotten", "Entries that the baseline forgot"),
        Flag("staged", "Whether something was staged"),
    ];

    private static EventMember[] Summary =>
    [
        Integer("run", "The run's number; 0 for none"),
        Text("engine", "How bytes moved"),
        Integer("added", "New entries"),
        Integer("updated", "Entries that were replaced"),
        Integer("deleted", "Entries that were removed"),
        Integer("renamed", "Entries that were moved"),
        Integer("unchanged", "Entries that were right already"),
        Integer("problems", "Paths that could not be read or written"),
        Integer("drift", "Entries that somebody changed there"),
        Integer("drift_kept", "Those of them that were left"),
        Integer("kept_of_others", "Entries that other clients' runs changed and that were left"),
        Integer("kept", "Entries there that the project does not have and that stay"),
        Integer("hidden", "Entries not sent for the dot in their name"),
        Integer("ignored", "Entries not sent for a rule"),
        Integer("bytes_sent", "Bytes that went through the transport"),
        Integer("bytes_received", "Bytes that came through it"),
        Integer("bytes_content", "Bytes of content among those sent, before compression"),
        Integer("bytes_agent", "Bytes of an uploaded agent among those sent"),
        Object("ms", "How long each phase took", [.. ((string[])["connect", "scan", "transfer", "commit", "deploy", "total"]).Select(phase => Integer(phase, "Milliseconds"))]),
        Optional(Integer("deploy_exit", "The deploy's own exit code")),
        Optional(Integer("undone", "The run that put the files back after a deploy that failed")),
        Optional(Integer("command_exit", "The exit code of what run ran")),
        Optional(Text("message", "What went wrong")),
    ];
}
