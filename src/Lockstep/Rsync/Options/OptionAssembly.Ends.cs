using System.Globalization;

namespace Lockstep.Rsync.Options;

/// <summary>What is said, what is preserved, and how the other end is reached.</summary>
internal sealed partial class OptionAssembly
{
    private static readonly string[] Checksums = ["auto", "xxh128", "xxh3", "xxh64", "xxhash", "md5", "md4", "sha1", "none"];

    private static readonly string[] Compressions = ["auto", "zstd", "lz4", "zlibx", "zlib", "none"];

    private RsyncOutputOptions Output()
    {
        int verbose = draft.Count("verbose");
        bool shows = draft.Is("progress") && !IsServer;
        InfoLevels info = InfoLevels.OfVerbosity(verbose);
        if (shows)
        {
            info = info.With(InfoTopic.Flist, 2).With(InfoTopic.Name, Math.Max(info[InfoTopic.Name], 1)).With(InfoTopic.Progress, 1);
        }

        info = draft.Is("stats") ? info.With(InfoTopic.Stats, verbose > 1 ? 3 : 2) : info;
        info = draft.Each("info").Aggregate(info, (levels, argument) => levels.Choose(argument));
        int itemize = Math.Min(draft.Count("itemize-changes"), 2);
        string? own = draft.Word("out-format") ?? draft.Word("log-format");
        return new RsyncOutputOptions
        {
            Verbose = verbose,
            Quiet = draft.Count("quiet"),
            Info = info,
            Debug = draft.Each("debug").Any() ? DebugArgument.Check(string.Join(',', draft.Each("debug"))) : null,
            WantsStatistics = draft.Is("stats"),
            Itemize = itemize,
            OutFormat = own ?? (itemize > 0 ? "%i %n%L" : info[InfoTopic.Name] > 0 ? "%n%L" : null),
            LogFile = draft.Word("log-file"),
            LogFileFormat = draft.Word("log-file-format") ?? (draft.Word("log-file") is null ? null : "%i %n%L"),
            HumanReadable = draft.Choice("human-readable") switch { null => 1, false => 0, true => Human() },
            EightBit = draft.Is("8-bit-output"),
            Stderr = draft.Word("stderr") is { } mode ? Stderr(mode) : RsyncErrorOutput.Errors,
            OutBuffer = draft.Word("outbuf") is { } buffer ? OutBuffer(buffer) : null,
            Motd = draft.Choice("motd") ?? true,
        };
    }

    /// <summary>
    /// The level starts at 1 again behind <c>--no-h</c>, where the first <c>-h</c> means the default.
    /// </summary>
    private int Human() => draft.Count("human-readable") + 1;

    private RsyncPreserveOptions Preserve()
    {
        (string? user, string? group) = Chown();
        string[] chmods = [.. draft.Each("chmod")];
        foreach (string chmod in chmods)
        {
            _ = ChmodRule.Parse(chmod);
        }

        bool? perms = draft.Choice("perms");
        return new RsyncPreserveOptions
        {
            Links = draft.Is("links"),
            CopyLinks = draft.Is("copy-links"),
            CopyUnsafeLinks = draft.Is("copy-unsafe-links"),
            SafeLinks = draft.Is("safe-links"),
            MungeLinks = draft.Is("munge-links"),
            CopyDirLinks = draft.Is("copy-dirlinks"),
            KeepDirLinks = draft.Is("keep-dirlinks"),
            HardLinks = draft.Is("hard-links"),
            HardLinkLevel = Math.Min(draft.Count("hard-links"), 2),
            Perms = perms == true || draft.Is("acls"),
            Executability = draft.Is("executability"),
            Chmod = chmods.Length == 0 ? null : string.Join(',', chmods),
            Acls = draft.Is("acls"),
            Xattrs = Math.Min(draft.Count("xattrs"), 2),
            Owner = draft.Is("owner") || user is not null,
            Group = draft.Is("group") || group is not null,
            Devices = draft.Is("devices"),
            Specials = draft.Is("specials"),
            CopyDevices = draft.Is("copy-devices"),
            WriteDevices = draft.Is("write-devices"),
            DropDevices = draft.Is("drop-D"),
            Times = draft.Is("times"),
            Atimes = Math.Min(draft.Count("atimes"), 2),
            OpenNoAtime = draft.Choice("open-noatime") ?? draft.Count("atimes") > 1,
            OmitDirTimes = draft.Choice("omit-dir-times") ?? (draft.Is("backup") && draft.Word("backup-dir") is null),
            OmitLinkTimes = draft.Is("omit-link-times"),
            Super = draft.Choice("super"),
            FakeSuper = draft.Is("fake-super") && draft.Choice("super") is null,
            NumericIds = draft.Is("numeric-ids"),
            UserMap = user,
            GroupMap = group,
            Iconv = draft.Word("iconv"),
        };
    }

    private RsyncConnectionOptions Connection()
    {
        (string? transfer, string? files) = ChecksumChoice();
        string? choice = draft.Word("compress-choice");
        int compress = draft.Count("compress");
        if (choice is not null && !Compressions.Contains(choice.ToLowerInvariant()))
        {
            throw new RsyncException(RsyncExit.Unsupported, $"unknown compress name: {choice}");
        }

        choice = choice is null or "auto" && compress > 1 ? "zlibx" : choice;
        int? level = draft.Number("compress-level");
        bool? secluded = draft.Choice("secluded-args");
        int oldArgs = draft.Choice("old-args") is null && !IsServer ? EnvironmentNumber("RSYNC_OLD_ARGS") : draft.Count("old-args");
        if (secluded == true && oldArgs > 0 && draft.Is("old-args"))
        {
            throw Wrong("--secluded-args conflicts with --old-args.");
        }

        string? shell = IsServer ? null : draft.Word("rsh");
        return new RsyncConnectionOptions
        {
            Shell = shell ?? environment("RSYNC_RSH"),
            HasShellOption = shell is not null,
            RsyncPath = draft.Word("rsync-path") ?? "rsync",
            RemoteOptions = [.. draft.Each("remote-option").Select(RemoteOption)],
            SecludedArgs = secluded ?? (oldArgs == 0 && !IsServer && EnvironmentNumber("RSYNC_PROTECT_ARGS") != 0),
            OldArgs = oldArgs,
            Protocol = Math.Min(draft.Number("protocol") ?? 32, 32),
            ChecksumSeed = draft.Number("checksum-seed") ?? 0,
            ChecksumChoice = draft.Word("checksum-choice"),
            TransferChecksum = transfer,
            FileChecksum = files,
            Compress = choice is null or "auto" ? compress > 0 || level is not null and not 0 : choice != "none",
            PlainCompress = choice is null or "auto" && compress == 1,
            CompressChoice = choice,
            CompressLevel = level,
            CompressThreads = draft.Number("compress-threads") ?? 0,
            SkipCompress = draft.Word("skip-compress"),
            Timeout = Math.Max(draft.Number("timeout") ?? 0, 0),
            ConnectTimeout = Math.Max(draft.Number("contimeout") ?? 0, 0),
            BandwidthLimit = Bandwidth(),
            Stop = StopArgument.Read(draft.Word("stop-after"), draft.Word("stop-at"), DateTime.Now),
            Port = draft.Number("port") ?? 0,
            Address = draft.Word("address"),
            BlockingIo = draft.Choice("blocking-io"),
            IpVersion = draft.Is("ipv6") ? 6 : draft.Is("ipv4") ? 4 : 0,
            PasswordFile = draft.Word("password-file"),
            EarlyInput = draft.Word("early-input"),
        };
    }

    private static string RemoteOption(string word) => word.StartsWith('-') ? word : throw Wrong($"Remote option must start with a dash: {word}");

    private long Bandwidth()
    {
        if (draft.Word("bwlimit") is not { } word)
        {
            return 0;
        }

        long rate = SizeArgument.Parse("--bwlimit", word, long.MaxValue, unit: 'K');
        return rate is > 0 and < 512
            ? throw Wrong($"--bwlimit={word} is too small (min: 512 or 0 for unlimited)")
            : (rate + 512) / 1024 * 1024;
    }

    private (string? Transfer, string? Files) ChecksumChoice()
    {
        if (draft.Word("checksum-choice") is not { } word)
        {
            return (null, null);
        }

        string[] names = word.Split(',', 2);
        string? wrong = names.FirstOrDefault(name => !Checksums.Contains(name.ToLowerInvariant()));
        return wrong is null ? (names[0], names[^1]) : throw new RsyncException(RsyncExit.Unsupported, $"unknown checksum name: {(names.Length > 1 && wrong == names[1] ? wrong : word)}");
    }

    private (string? User, string? Group) Chown()
    {
        (string? Map, bool IsChown) user = default;
        (string? Map, bool IsChown) group = default;
        foreach ((string key, string value) in draft.InOrder)
        {
            string[] parts = value.Split(':', 2);
            user = key == "chown" ? Forced(parts[0], user, "user") : key == "usermap" ? Mapped(value, user, "user") : user;
            group = key == "chown" ? Forced(parts.Length > 1 ? parts[1] : "", group, "group") : key == "groupmap" ? Mapped(value, group, "group") : group;
        }

        return (user.Map, group.Map);

        static (string?, bool) Forced(string name, (string? Map, bool IsChown) before, string what) => name.Length == 0 ? before
            : before.Map is null ? ("*:" + name, true)
            : throw Wrong(before.IsChown ? $"You can only specify a {what}-affecting --chown once." : $"--chown conflicts with prior --{what}map.");

        static (string?, bool) Mapped(string map, (string? Map, bool IsChown) before, string what) => before.Map is null ? (map, false)
            : throw Wrong(before.IsChown ? $"--{what}map conflicts with prior --chown." : $"You can only specify --{what}map once.");
    }

    private static RsyncErrorOutput Stderr(string mode) => mode switch
    {
        { Length: > 0 } when "errors".StartsWith(mode, StringComparison.Ordinal) => RsyncErrorOutput.Errors,
        { Length: > 0 } when "all".StartsWith(mode, StringComparison.Ordinal) => RsyncErrorOutput.All,
        { Length: > 0 } when "client".StartsWith(mode, StringComparison.Ordinal) => RsyncErrorOutput.Client,
        _ => throw Wrong($"--stderr mode \"{mode}\" is not one of errors, all, or client"),
    };

    private static char OutBuffer(string mode) => mode is [var first, ..] && char.ToUpperInvariant(first) switch
    {
        'N' or 'U' => 'N',
        'L' => 'L',
        'B' or 'F' => 'B',
        _ => ' ',
    } is var buffer and not ' ' ? buffer : throw Wrong("Invalid --outbuf setting -- specify N, L, or B.");

    private int EnvironmentNumber(string name) =>
        int.TryParse(environment(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? Math.Max(number, 0) : 0;
}
