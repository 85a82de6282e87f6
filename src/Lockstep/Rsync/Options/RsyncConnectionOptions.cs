using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>How the other end is reached, and what is agreed with it.</summary>
public sealed record RsyncConnectionOptions
{
    /// <summary><c>-e</c>, or <c>RSYNC_RSH</c>; null for the default.</summary>
    public string? Shell { get; init; }

    /// <summary>Whether <see cref="Shell"/> came with <c>-e</c>: only then is a daemon reached over it.</summary>
    public bool HasShellOption { get; init; }

    /// <summary><c>--rsync-path</c>.</summary>
    public string RsyncPath { get; init; } = "rsync";

    /// <summary><c>-M</c>: words for the remote end alone, in the order given.</summary>
    public ImmutableArray<string> RemoteOptions { get; init; } = [];

    /// <summary><c>-s</c>.</summary>
    public bool SecludedArgs { get; init; }

    /// <summary><c>--old-args</c>: 0 to 2 times.</summary>
    public int OldArgs { get; init; }

    /// <summary><c>--protocol</c>: the highest version that is offered.</summary>
    public int Protocol { get; init; } = 32;

    /// <summary><c>--checksum-seed</c>; 0 takes a random one.</summary>
    public int ChecksumSeed { get; init; }

    /// <summary><c>--checksum-choice</c> as it was given.</summary>
    public string? ChecksumChoice { get; init; }

    /// <summary><c>--checksum-choice</c> for transfers; null or <c>auto</c> negotiates.</summary>
    public string? TransferChecksum { get; init; }

    /// <summary><c>--checksum-choice</c> for <c>-c</c>; null as for transfers.</summary>
    public string? FileChecksum { get; init; }

    /// <summary><c>-z</c>, also where a choice or a level implies it.</summary>
    public bool Compress { get; init; }

    /// <summary>A single <c>-z</c> without a choice.</summary>
    public bool PlainCompress { get; init; }

    /// <summary>
    /// <c>--compress-choice</c>, <c>--old-compress</c> (<c>zlib</c>), <c>--new-compress</c> (<c>zlibx</c>); null
    /// negotiates.
    /// </summary>
    public string? CompressChoice { get; init; }

    /// <summary><c>--compress-level</c>; null for the algorithm's default.</summary>
    public int? CompressLevel { get; init; }

    /// <summary><c>--compress-threads</c>.</summary>
    public int CompressThreads { get; init; }

    /// <summary><c>--skip-compress</c>.</summary>
    public string? SkipCompress { get; init; }

    /// <summary><c>--timeout</c> in seconds; 0 waits forever.</summary>
    public int Timeout { get; init; }

    /// <summary><c>--contimeout</c> in seconds; 0 waits forever.</summary>
    public int ConnectTimeout { get; init; }

    /// <summary><c>--bwlimit</c> in bytes a second; 0 for none.</summary>
    public long BandwidthLimit { get; init; }

    /// <summary><c>--stop-after</c> or <c>--stop-at</c>.</summary>
    public RsyncStop? Stop { get; init; }

    /// <summary><c>--port</c>; 0 where none was given.</summary>
    public int Port { get; init; }

    /// <summary><c>--address</c>.</summary>
    public string? Address { get; init; }

    /// <summary><c>--blocking-io</c>; null where neither form was given.</summary>
    public bool? BlockingIo { get; init; }

    /// <summary><c>-4</c> is 4, <c>-6</c> is 6, 0 takes what comes.</summary>
    public int IpVersion { get; init; }

    /// <summary><c>--password-file</c>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary><c>--early-input</c>.</summary>
    public string? EarlyInput { get; init; }
}

/// <summary>
/// When a run stops of its own accord: <c>--stop-after</c> (a span) or <c>--stop-at</c> (a local time).
/// </summary>
public sealed record RsyncStop(TimeSpan? After, DateTime? At);
