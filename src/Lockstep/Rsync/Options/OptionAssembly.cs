using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>
/// Makes the record of what the words of a command line said: implications, defaults of the environment, and what
/// contradicts itself.
/// </summary>
internal sealed partial class OptionAssembly(OptionDraft draft, Func<string, string?> environment)
{
    private const int MaxAlternateDirs = 20;
    private const long MinAlloc = 1 << 20;

    private static readonly string[] Alternates = ["compare-dest", "copy-dest", "link-dest"];

    private static readonly string[] RuleOptions = ["filter", "exclude", "include", "exclude-from", "include-from"];

    private bool IsServer => draft.Is("server");

    /// <summary>Returns the record. Throws <see cref="RsyncException"/> for what rsync refuses.</summary>
    public RsyncOptions Assemble()
    {
        string? filesFrom = draft.Word("files-from");
        bool isRecursive = draft.Count("recursive") == 1 || (draft.Count("recursive") == -1 && filesFrom is null);
        bool isOldDirs = draft.Is("old-dirs") && !isRecursive && draft.Choice("dirs") is null;
        bool listsOnly = draft.Is("list-only");
        var options = new RsyncOptions
        {
            Output = Output(),
            Preserve = Preserve(),
            Delete = Delete(),
            Update = Update(),
            Connection = Connection(),
            Recursive = isRecursive || isOldDirs,
            IncrementalRecursion = draft.Is("qsort") ? false : draft.Choice("inc-recursive"),
            Dirs = isRecursive || isOldDirs || (draft.Choice("dirs") ?? (filesFrom is not null || listsOnly)),
            DirsChoice = draft.Choice("dirs"),
            OldDirs = isOldDirs,
            Relative = draft.Choice("relative") ?? filesFrom is not null,
            ImpliedDirs = draft.Choice("implied-dirs") ?? true,
            DryRun = draft.Is("dry-run"),
            ListOnly = listsOnly,
            OneFileSystem = Math.Min(draft.Count("one-file-system"), 2),
            PruneEmptyDirs = draft.Is("prune-empty-dirs"),
            MkPath = draft.Is("mkpath"),
            CvsExclude = draft.Is("cvs-exclude"),
            Rules = Rules(isOldDirs),
            FilesFrom = filesFrom,
            From0 = draft.Is("from0"),
            IgnoreMissingArgs = draft.Is("ignore-missing-args"),
            DeleteMissingArgs = draft.Is("delete-missing-args"),
            MaxSize = Size("max-size"),
            MinSize = Size("min-size"),
            RemoveSourceFiles = draft.Is("remove-source-files") || draft.Is("remove-sent-files"),
            TrustSender = draft.Is("trust-sender"),
            ConfineRoot = draft.Word("confine-root"),
            MaxAlloc = MaxAlloc(),
            MaxAllocWord = MaxAlloc() == 1L << 30 ? null : draft.Word("max-alloc") ?? environment("RSYNC_MAX_ALLOC"),
            UsesQsort = draft.Is("qsort"),
        };
        Check(options);
        return options;
    }

    private RsyncDeleteOptions Delete()
    {
        RsyncDeleteMode[] modes =
        [
            .. new[] { ("delete-before", RsyncDeleteMode.Before), ("delete-during", RsyncDeleteMode.During), ("delete-delay", RsyncDeleteMode.Delay), ("delete-after", RsyncDeleteMode.After) }
                .Where(pair => draft.Is(pair.Item1)).Select(pair => pair.Item2),
        ];
        if (modes.Length > 1)
        {
            throw Wrong("You may not combine multiple --delete-WHEN options.");
        }

        bool deletes = draft.Is("delete") || draft.Is("delete-excluded");
        return new RsyncDeleteOptions
        {
            Mode = modes is [var mode] ? mode : deletes ? RsyncDeleteMode.Unspecified : RsyncDeleteMode.None,
            Excluded = draft.Is("delete-excluded"),
            Force = draft.Is("force"),
            IgnoreErrors = draft.Is("ignore-errors"),
            Max = draft.Number("max-delete") is { } max ? Math.Max(max, 0) : null,
        };
    }

    private RsyncUpdateOptions Update()
    {
        int append = draft.Is("append-verify") ? 2 : IsServer ? Math.Min(draft.Count("append"), 2) : draft.Is("append") ? 1 : 0;
        bool inPlace = draft.Is("inplace") || draft.Is("write-devices") || append > 0;
        bool delays = draft.Is("delay-updates");
        string? partialDir = draft.Word("partial-dir") is { Length: > 0 } given ? given : null;
        bool isPartial = draft.Is("partial") || draft.Word("partial-dir") is not null || inPlace;
        partialDir ??= isPartial && !inPlace && !delays && !IsServer && environment("RSYNC_PARTIAL_DIR") is { Length: > 0 } fromEnvironment ? fromEnvironment : null;
        string[] alternates = [.. Alternates.Where(name => draft.Each(name).Any())];
        if (alternates.Length > 1)
        {
            throw Wrong($"ERROR: the --{alternates[1]} option conflicts with the --{alternates[0]} option");
        }

        string? backupDir = draft.Word("backup-dir");
        return new RsyncUpdateOptions
        {
            Checksum = draft.Is("checksum"),
            IgnoreTimes = draft.Is("ignore-times"),
            SizeOnly = draft.Is("size-only"),
            ModifyWindow = draft.Number("modify-window") ?? 0,
            UpdateOnly = draft.Is("update"),
            Existing = draft.Is("existing"),
            IgnoreExisting = draft.Is("ignore-existing"),
            WholeFile = ChecksumChoice().Transfer == "none" ? true : draft.Choice("whole-file"),
            InPlace = inPlace,
            Append = append,
            Sparse = draft.Is("sparse"),
            Preallocate = draft.Is("preallocate"),
            Fsync = draft.Is("fsync"),
            Partial = isPartial,
            PartialDir = delays ? partialDir ?? ".~tmp~" : partialDir,
            HasImpliedPartialDir = delays && partialDir is null,
            DelayUpdates = delays,
            TempDir = draft.Word("temp-dir"),
            Fuzzy = Math.Min(draft.Count("fuzzy"), 2),
            Alternate = alternates is [var kind] ? (RsyncAlternate)(Array.IndexOf(Alternates, kind) + 1) : RsyncAlternate.None,
            AlternateDirs = [.. alternates.SelectMany(draft.Each)],
            Backup = draft.Is("backup") || backupDir is not null,
            BackupDir = backupDir,
            Suffix = draft.Word("suffix") ?? (backupDir is null ? "~" : ""),
            BlockSize = (int)(draft.Word("block-size") is { } size ? SizeArgument.Parse("--block-size", size, int.MaxValue) : 0),
        };
    }

    private ImmutableArray<RsyncRuleArgument> Rules(bool isOldDirs)
    {
        IEnumerable<RsyncRuleArgument> rules = draft.InOrder
            .Where(pair => RuleOptions.Contains(pair.Key))
            .Select(pair => new RsyncRuleArgument((RsyncRuleArgumentKind)Array.IndexOf(RuleOptions, pair.Key), pair.Value));
        return isOldDirs ? [.. rules, new RsyncRuleArgument(RsyncRuleArgumentKind.Exclude, "/*/*")] : [.. rules];
    }

    private long MaxAlloc()
    {
        string word = draft.Word("max-alloc") ?? environment("RSYNC_MAX_ALLOC") ?? "1G";
        long size = SizeArgument.Parse("--max-alloc", word, long.MaxValue);
        return size is 0 ? long.MaxValue
            : size >= MinAlloc ? size
            : throw Wrong($"--max-alloc={word} is too small (min: 1.00M or 0 for unlimited)");
    }

    private long? Size(string key) => draft.Word(key) is { } word ? SizeArgument.Parse("--" + key, word, long.MaxValue) : null;

    private void Check(RsyncOptions options)
    {
        RsyncUpdateOptions update = options.Update;
        if (options.Delete.Mode != RsyncDeleteMode.None && !options.Dirs)
        {
            throw Wrong("--delete does not work without --recursive (-r) or --dirs (-d).");
        }

        if (update.InPlace && (update.PartialDir is not null || update.DelayUpdates))
        {
            throw Wrong($"--{(update.Append > 0 ? "append" : "inplace")} cannot be used with --{(update.DelayUpdates ? "delay-updates" : "partial-dir")}");
        }

        if (update.Append > 0 && draft.Choice("whole-file") == true)
        {
            throw Wrong("--append cannot be used with --whole-file");
        }

        if (update.BlockSize > 1 << 17)
        {
            throw Wrong($"--block-size={draft.Word("block-size")} is too large (max: 128.00K)");
        }

        if (update is { Suffix: "", BackupDir: null })
        {
            throw Wrong("--suffix cannot be empty without a --backup-dir");
        }

        if (update.Suffix.Length == 0 && update.BackupDir!.TrimEnd('/') is "" or ".")
        {
            throw Wrong("--suffix cannot be empty when --backup-dir is the same as the dest dir");
        }

        if (update.Suffix.Contains('/'))
        {
            throw Wrong($"--suffix cannot contain slashes: {update.Suffix}");
        }

        if (update.AlternateDirs.Length > MaxAlternateDirs)
        {
            throw Wrong($"ERROR: at most {MaxAlternateDirs} --{Alternates[(int)update.Alternate - 1]} args may be specified");
        }

        if (options.Preserve is { FakeSuper: true, Xattrs: > 1 })
        {
            throw Wrong("--fake-super conflicts with -XX");
        }
    }

    private static RsyncException Wrong(string cause) => new(RsyncExit.Usage, "rsync: " + cause);
}
