namespace Lockstep.Rsync;

/// <summary>How an argument of rsync's command line is reached.</summary>
public enum RsyncReach
{
    /// <summary>A path of this machine.</summary>
    Local,

    /// <summary><c>host:path</c>: a shell there.</summary>
    Shell,

    /// <summary>
    /// <c>rsync://host/module/path</c> or <c>host::module/path</c>: a daemon's socket; with <c>--rsh</c>, a daemon over
    /// a shell.
    /// </summary>
    Daemon,
}

/// <summary>A source or a destination of rsync's command line, as <see cref="ByteWord"/>s.</summary>
/// <param name="Reach">How it is reached.</param>
/// <param name="Path">The path; for a daemon the module and the path in it, without the leading slash of a URL.</param>
public sealed record RsyncAddress(RsyncReach Reach, string Path)
{
    /// <summary>The port of rsync daemons.</summary>
    public const int DaemonPort = 873;

    /// <summary>The host without brackets; null for a local path.</summary>
    public string? Host { get; init; }

    /// <summary>The user before the <c>@</c>.</summary>
    public string? User { get; init; }

    /// <summary>The port of a URL; null where none was given.</summary>
    public int? Port { get; init; }

    /// <summary>Whether the argument was written as <c>rsync://</c>.</summary>
    public bool IsUrl { get; init; }

    /// <summary>Whether this argument is on another machine.</summary>
    public bool IsRemote => Reach != RsyncReach.Local;

    /// <summary>Reads an argument. Throws <see cref="RsyncException"/> for a URL whose port is none.</summary>
    public static RsyncAddress Parse(string word) => RsyncAddressParser.Parse(word);
}
