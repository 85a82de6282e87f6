using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>What is said, looked at, filtered and deleted.</summary>
internal static partial class RsyncOptionTable
{
    private static ImmutableArray<RsyncOption> Saying =>
    [
        Count("verbose v", "Say more; repeat for more", off: "*"),
        Each("info", "FLAGS", "Choose what is said, as 'name1,stats2'; '--info=help' lists the names"),
        Each("debug", "FLAGS", "Choose what is said to find faults; '--debug=help' lists the names"),
        Word("stderr", "e|a|c", "Send to standard error only errors (e), everything (a), or let the client print all (c)"),
        Fixed("msgs2stderr", "stderr", "all", "Same as --stderr=all") with { IsHidden = true },
        Fixed("no-msgs2stderr", "stderr", "client", "Same as --stderr=client") with { IsHidden = true },
        Count("quiet q", "Say nothing but errors"),
        Flag("motd", "Show a daemon's message of the day (the default)", off: "motd"),
        Count("itemize-changes i", "Say for each entry what changes; twice also for what does not", off: "*"),
        Word("out-format", "FORMAT", "Say for each entry what FORMAT says"),
        Word("log-file", "FILE", "Write what is done to FILE"),
        Word("log-file-format", "FORMAT", "Write to the log file for each entry what FORMAT says"),
        Flag("stats", "Print statistics at the end"),
        Flag("8-bit-output 8", "Print bytes above 127 as they are", off: "*"),
        Count("human-readable h", "Print numbers with units; twice in units of 1024", off: "*"),
        Flag("progress", "Show progress", off: "*"),
        Several("P", "partial progress", "Same as --partial --progress"),
        Flag("list-only", "List the source instead of copying it"),
        Word("outbuf", "N|L|B", "Buffer the output not at all, by line or by block"),
        Count("version V", "Print the version and what this program can do"),
        Flag("help", "Print this help (also -h alone)"),
    ];

    private static ImmutableArray<RsyncOption> Selecting =>
    [
        Several("archive a", "recursive=-1 links perms times group owner devices specials", "Copy trees with almost everything: -rlptgoD"),
        Flag("recursive r", "Copy directories with what is in them", off: "*"),
        Flag("inc-recursive i-r", "Send the list of a tree in pieces (the default)", off: "*"),
        Flag("relative R", "Keep the path of each source as it is written", off: "*"),
        Flag("implied-dirs i-d", "Send the directories on the way with --relative (the default)", off: "*"),
        Flag("dirs d", "Copy directories without what is in them", off: "*"),
        Flag("old-dirs old-d", "Do as --dirs with a very old rsync at the other end"),
        Flag("mkpath", "Create the directories on the way to the destination", off: "*"),
        Count("one-file-system x", "Stay on one file system; twice without empty directories for mount points", off: "*"),
        Flag("prune-empty-dirs m", "Leave out directories that would stay empty", off: "*"),
        Flag("dry-run n", "Only show what would be done"),
        Word("files-from", "FILE", "Read the names to copy from FILE ('-' is standard input)"),
        Flag("from0 0", "Names and rules in files end with a NUL", off: "from0"),
        Flag("ignore-missing-args", "Sources that do not exist are no error"),
        Flag("delete-missing-args", "Delete at the destination what of the sources does not exist"),
        Word("max-size", "SIZE", "Skip files larger than SIZE"),
        Word("min-size", "SIZE", "Skip files smaller than SIZE"),
        Flag("existing ignore-non-existing", "Create nothing new at the destination"),
        Flag("ignore-existing", "Change no file that exists at the destination"),
        Flag("update u", "Skip files that are newer at the destination"),
        Flag("remove-source-files", "Remove at the source the files that were copied"),
        Flag("remove-sent-files", "Old name of --remove-source-files") with { IsHidden = true },
    ];

    private static ImmutableArray<RsyncOption> Filtering =>
    [
        Each("filter f", "RULE", "Add a filter rule"),
        Count("F", "Obey .rsync-filter files; twice also leave them out"),
        Each("exclude", "PATTERN", "Leave out what matches PATTERN"),
        Each("include", "PATTERN", "Do not leave out what matches PATTERN"),
        Each("exclude-from", "FILE", "Read patterns to leave out from FILE"),
        Each("include-from", "FILE", "Read patterns not to leave out from FILE"),
        Flag("cvs-exclude C", "Leave out what CVS would ignore"),
    ];

    private static ImmutableArray<RsyncOption> Deleting =>
    [
        Flag("delete", "Delete at the destination what the source does not have"),
        Flag("delete-before", "Delete before anything is copied"),
        Flag("delete-during del", "Delete while copying"),
        Flag("delete-delay", "Find deletions while copying, delete afterwards"),
        Flag("delete-after", "Delete after everything is copied"),
        Flag("delete-excluded", "Also delete what filter rules leave out"),
        Flag("ignore-errors", "Delete although reading the source failed somewhere", off: "*"),
        Flag("force", "Replace directories that are not empty by other entries", off: "*"),
        Number("max-delete", "NUM", "Delete at most NUM entries"),
    ];
}
