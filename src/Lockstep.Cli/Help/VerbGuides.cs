namespace Lockstep.Cli.Help;

/// <summary>The guides of all commands.</summary>
internal static class VerbGuides
{
    private const string RunCodes = "the command's own; 1 to 5 where it was not started (see 'lockstep push --help'), 130 interrupted";
    private const string LookCodes = "0 whatever was found, 1 failed, 2 wrong usage or settings, 3 no connection";
    private const string DifferenceCodes = LookCodes + "; with --exit-code 1 where something differs";

    private static readonly Dictionary<string, VerbGuide> All = new()
    {
        ["push"] = new(
            "[TARGET...] [options]",
            "What was removed here is removed there, if Lockstep put it there. The deploy is deploy.py (by sudo -n where the target has sudo) "
            + "or deploy.sh of the project, or [deploy] command.",
            [
                ("lockstep push", "the default target"),
                ("lockstep push box:", "projects/<this directory> on host box"),
                ("lockstep push prod --dry-run", "what would happen"),
                ("lockstep push web1 web2 --no-deploy", "two targets, files only"),
            ],
            "targets"),
        ["pull"] = new(
            "[TARGET] [PATH...] [options]",
            "Without PATH: what somebody changed there. Files that were changed here stay, unless --force says otherwise.",
            [("lockstep pull", "what was changed on the target"), ("lockstep pull gpu results.json", "one file"), ("lockstep pull 'runs/*.json'", "what a glob matches there"), ("lockstep pull --new -n", "what was made there, too; only looked at")],
            "targets"),
        ["watch"] = new(
            "[TARGET...] [options] [-- CMD ARG...]",
            "A command after -- runs on the target, and starts again after each change. Keys: p s d u q.",
            [
                ("lockstep watch", "keep the default target in step"),
                ("lockstep watch gpu -- python3 train.py", "and a command running there"),
                ("lockstep watch -L 8000:localhost:8000 -- ./serve", "with its port here"),
            ],
            "watching"),
        ["run"] = new(
            "[TARGET] [options] -- CMD ARG...",
            "The command runs in the target's root, on a terminal like yours. --shell takes a line for the target's sh instead.",
            [
                ("lockstep run -- pytest -q", "on the default target"),
                ("lockstep run gpu -- python3 train.py", "on another"),
                ("lockstep run gpu --shell 'cd src && make'", "a line of the shell"),
            ],
            "running") { Codes = RunCodes },
        ["shell"] = new(
            "[TARGET] [-c LINE [NAME [ARG...]]]",
            "With -c it says nothing of its own on standard output and leaves with LINE's exit code. A link to this program that is named lockstep-shell can be a program's $SHELL.",
            [
                ("lockstep shell", "the login shell there"),
                ("lockstep shell gpu -c 'make && ./app'", "one line"),
            ],
            "running") { Codes = RunCodes },
        ["diff"] = new(
            "[TARGET] [PATH...] [options]",
            "Nothing is written anywhere.",
            [("lockstep diff", "everything"), ("lockstep diff prod src/app.py", "one file"), ("lockstep diff --list", "names only"), ("lockstep diff --exit-code -q", "for scripts: 1 where a push would change something")],
            "targets") { Codes = DifferenceCodes },
        ["status"] = new(
            "[TARGET...] [options]",
            "Nothing is written anywhere.",
            [("lockstep status", "the default target"), ("lockstep status web1 web2", "several"), ("lockstep status -v", "every path"), ("lockstep status --ignored", "and what is not sent")],
            "targets") { Codes = DifferenceCodes },
        ["deploy"] = new(
            "[TARGET...] [options]", "", [("lockstep deploy prod", "run its deploy command again")], "running"),
        ["history"] = new(
            "[TARGET] [RUN] [options]",
            "",
            [
                ("lockstep history", "runs, newest first"),
                ("lockstep history prod 12", "what run 12 changed"),
                ("lockstep history --purge secret.env", "remove a secret from all that is kept"),
            ],
            "past") { Codes = LookCodes },
        ["undo"] = new(
            "[TARGET] [PATH...] [options]",
            "An undo is a run, too: it can be undone.",
            [("lockstep undo", "the last run"), ("lockstep undo prod --run 12", "back to before run 12"), ("lockstep undo --to 2h src/app.py", "one file, as it was 2 hours ago")],
            "past"),
        ["explain"] = new(
            "[PATH...] [options]", "", [("lockstep explain .env build/", "why they are sent or not"), ("lockstep explain", "all that is not sent")], "filters") { Codes = LookCodes },
        ["trust"] = new(
            "[DIR]",
            "Settings of a project that start programs here, or read or write files here, count only after this.",
            [("lockstep trust", "this project, until its settings change")],
            "config") { Codes = LookCodes },
        ["disconnect"] = new(
            "[TARGET...]",
            "Connections linger where --linger, LOCKSTEP_LINGER or [connection] linger says so. A command that uses one ends first.",
            [("lockstep disconnect", "all of yours"), ("lockstep disconnect prod", "one")],
            "running") { Codes = "0 none is left, 1 a watch keeps its own" },
        ["doctor"] = new(
            "[TARGET...] [options]",
            "Each check says what to do. Nothing of the project is sent; the agent is, where it is missing.",
            [
                ("lockstep doctor prod", "from the settings here to the disk there"),
                ("lockstep doctor prod --report r.md --mask", "a file for an issue, without names"),
            ],
            "trouble") { Codes = "0 a push would work; else what a push would leave with: 1 failed, 2 settings, 3 no connection, 4 partly, 5 refused, 6 its deploy" },
        ["init"] = new(
            "[TARGET]",
            "Looks at the project and at the hosts of ~/.ssh/config, asks for the target, and tries it.",
            [("lockstep init", "ask"), ("lockstep init ubuntu@box:srv/shop", "do not ask")],
            "config"),
        ["rsync"] = new(
            "[RSYNC-OPTION...] SOURCE... DESTINATION",
            "All words are rsync's own, and so are its output and exit codes; what is not supported is refused by name. "
            + "'lockstep rsync --help' lists the options.",
            [
                ("lockstep rsync -a --delete site/ box:www/", "push with a stock rsync at the other end"),
                ("lockstep rsync -av rsync://mirror/module/ here/", "pull from a daemon"),
            ],
            "rsync") { Codes = "rsync's: 0 done, 23 or 24 partly, else failed" },
        ["skill"] = new(
            "", "Teaches a coding agent the loop, and what to do on each exit code.", [("lockstep skill", "to put where your agent looks for skills")], "agents") { Codes = "0 printed" },
        ["completion"] = new("bash|zsh|fish|pwsh", "", [("lockstep completion bash", "its first line says where it goes")], "config") { Codes = "0 printed, 2 no such shell" },
        ["version"] = new("", "", [("lockstep version", "the same as --version")], "config") { Codes = "0 printed" },
        ["help"] = new(
            "[COMMAND|PAGE]",
            "Pages open in $PAGER.",
            [("lockstep help push", "the same as lockstep push --help"), ("lockstep help config", "every key of lockstep.toml")],
            "config") { Codes = "0 shown, 2 no such page" },
    };

    /// <summary>The guide of a command; null where there is none.</summary>
    public static VerbGuide? Find(string verb) => All.GetValueOrDefault(verb);
}
