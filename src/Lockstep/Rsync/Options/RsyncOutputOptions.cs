namespace Lockstep.Rsync.Options;

/// <summary>What rsync says while it works.</summary>
public sealed record RsyncOutputOptions
{
    /// <summary><c>-v</c>: how often.</summary>
    public int Verbose { get; init; }

    /// <summary><c>-q</c>: how often.</summary>
    public int Quiet { get; init; }

    /// <summary><c>--info</c> and what <c>-v</c>, <c>--progress</c> and <c>--stats</c> imply.</summary>
    public InfoLevels Info { get; init; } = InfoLevels.Default;

    /// <summary><c>--stats</c>, which also levels of <see cref="Info"/> may ask for.</summary>
    public bool WantsStatistics { get; init; }

    /// <summary><c>--debug</c>.</summary>
    public string? Debug { get; init; }

    /// <summary><c>-i</c>: 0 to 2 times.</summary>
    public int Itemize { get; init; }

    /// <summary>
    /// <c>--out-format</c>, also where <c>-i</c> (<c>%i %n%L</c>) or <c>-v</c> (<c>%n%L</c>) imply it; null says no
    /// line for a file.
    /// </summary>
    public string? OutFormat { get; init; }

    /// <summary>
    /// Whether entries that do not change are told, too: <c>-ii</c>, <c>-i -vv</c>, and what a server is told for them.
    /// </summary>
    public bool SaysUnchanged => Itemize > 1
        || (OutFormat is { } format && format.Contains("%i", StringComparison.Ordinal)
            && (Info[InfoTopic.Name] > 1 || format.Contains("%I", StringComparison.Ordinal)));

    /// <summary>Whether lines tell what changes: <c>-i</c>, or <c>%i</c> in a format.</summary>
    public bool SaysItems => Itemize > 0 || (OutFormat is { } format && format.Contains("%i", StringComparison.Ordinal));

    /// <summary><c>--log-file</c>.</summary>
    public string? LogFile { get; init; }

    /// <summary><c>--log-file-format</c>; <c>%i %n%L</c> where a log file has no other.</summary>
    public string? LogFileFormat { get; init; }

    /// <summary>
    /// <c>-h</c>: 0 exact digits, 1 digits in groups (the default), 2 units of 1000, 3 and more units of 1024.
    /// </summary>
    public int HumanReadable { get; init; } = 1;

    /// <summary><c>-8</c>.</summary>
    public bool EightBit { get; init; }

    /// <summary><c>--stderr</c>.</summary>
    public RsyncErrorOutput Stderr { get; init; }

    /// <summary><c>--outbuf</c>: <c>N</c>, <c>L</c> or <c>B</c>.</summary>
    public char? OutBuffer { get; init; }

    /// <summary>False with <c>--no-motd</c>.</summary>
    public bool Motd { get; init; } = true;
}

/// <summary>What goes to standard error, and from which process.</summary>
public enum RsyncErrorOutput
{
    /// <summary>Errors, directly from both ends.</summary>
    Errors,

    /// <summary>Everything, directly from both ends.</summary>
    All,

    /// <summary>Errors, and all of them through the client.</summary>
    Client,
}
