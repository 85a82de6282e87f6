using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>How the other end is reached, batches, and what clients say to servers.</summary>
internal static partial class RsyncOptionTable
{
    private const string BatchRefusal = "batch files are not supported";

    private static ImmutableArray<RsyncOption> Connecting =>
    [
        Word("rsh e", "COMMAND", "Reach the other end with COMMAND instead of ssh"),
        Word("rsync-path", "PROGRAM", "Start PROGRAM at the other end"),
        Each("remote-option M", "OPT", "Give OPT to the other end alone"),
        Flag("secluded-args s protect-args", "Send arguments past the shell of the other end", off: "*"),
        Count("old-args", "Let the shell of the other end split arguments", off: "*"),
        Flag("trust-sender", "Accept whatever names the sender lists"),
        Count("compress z", "Compress contents", off: "*") with { AlsoClears = "compress-choice" },
        Word("compress-choice zc", "STR", "Choose how: zstd, lz4, zlibx, zlib or none"),
        Fixed("new-compress", "compress-choice", "zlibx", "Same as --compress-choice=zlibx") with { IsHidden = true },
        Fixed("old-compress", "compress-choice", "zlib", "Same as --compress-choice=zlib") with { IsHidden = true },
        Number("compress-level zl", "NUM", "Choose how hard"),
        Number("compress-threads zt", "NUM", "Compress with NUM threads") with { WithoutEffect = "compression runs in one thread" },
        Word("skip-compress", "LIST", "Compress files with these suffixes less") with { WithoutEffect = "as in rsync itself" },
        Word("checksum-choice cc", "STR", "Choose the checksums: xxh128, xxh3, xxh64, md5, md4, sha1 or none"),
        Number("checksum-seed", "NUM", "Choose the seed of block checksums"),
        Number("timeout", "SECONDS", "Give up when nothing comes for so long", off: "*"),
        Number("contimeout", "SECONDS", "Give up when a daemon does not answer for so long", off: "*"),
        Word("bwlimit", "RATE", "Send at most RATE KiB a second", off: "*"),
        Word("stop-after time-limit", "MINS", "Stop after MINS minutes"),
        Word("stop-at", "y-m-dTh:m", "Stop at that time"),
        Number("port", "PORT", "Reach the daemon at PORT"),
        Word("address", "ADDRESS", "Reach the daemon from ADDRESS"),
        Word("sockopts", "OPTIONS", "Set options of the socket") with { Refusal = "the system's defaults are kept" },
        Flag("blocking-io", "Use blocking pipes for the remote shell", off: "*") with { WithoutEffect = "pipes are used in a way that suits both" },
        Flag("ipv4 4", "Prefer IPv4"),
        Flag("ipv6 6", "Prefer IPv6"),
        Word("password-file", "FILE", "Read the daemon's password from FILE"),
        Word("early-input", "FILE", "Send FILE to the daemon's early command"),
        Number("protocol", "NUM", "Speak an older protocol (27 to 32)"),
        Word("max-alloc", "SIZE", "Limit one allocation to SIZE"),
    ];

    private static ImmutableArray<RsyncOption> Internal =>
    [
        Word("write-batch", "FILE", "Also write what is done to a batch") with { Refusal = BatchRefusal },
        Word("only-write-batch", "FILE", "Write a batch and change nothing") with { Refusal = BatchRefusal },
        Word("read-batch", "FILE", "Do what a batch says") with { Refusal = BatchRefusal },
        Flag("server", "Be the other end of an rsync") with { IsHidden = true },
        Flag("sender", "Be the other end that sends") with { IsHidden = true },
        Flag("daemon", "Be an rsync daemon; see --daemon --help") with { IsHidden = true },
        Flag("qsort use-qsort", "Sort as old versions did") with { IsHidden = true, WithoutEffect = "order is the same" },
        Word("log-format", "FORMAT", "Old name of --out-format") with { IsHidden = true },
    ];
}
