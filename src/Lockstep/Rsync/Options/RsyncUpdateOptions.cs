using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>Which files are brought up to date, and how.</summary>
public sealed record RsyncUpdateOptions
{
    /// <summary><c>-c</c>.</summary>
    public bool Checksum { get; init; }

    /// <summary><c>-I</c>.</summary>
    public bool IgnoreTimes { get; init; }

    /// <summary><c>--size-only</c>.</summary>
    public bool SizeOnly { get; init; }

    /// <summary><c>--modify-window</c> in seconds; negative compares nanoseconds.</summary>
    public int ModifyWindow { get; init; }

    /// <summary><c>-u</c>.</summary>
    public bool UpdateOnly { get; init; }

    /// <summary><c>--existing</c>.</summary>
    public bool Existing { get; init; }

    /// <summary><c>--ignore-existing</c>.</summary>
    public bool IgnoreExisting { get; init; }

    /// <summary><c>-W</c> or <c>--no-W</c>; null lets a local copy be whole.</summary>
    public bool? WholeFile { get; init; }

    /// <summary><c>--inplace</c>, also where <c>--write-devices</c> or <c>--append</c> imply it.</summary>
    public bool InPlace { get; init; }

    /// <summary><c>--append</c> 1, <c>--append-verify</c> 2.</summary>
    public int Append { get; init; }

    /// <summary><c>-S</c>.</summary>
    public bool Sparse { get; init; }

    /// <summary><c>--preallocate</c>.</summary>
    public bool Preallocate { get; init; }

    /// <summary><c>--fsync</c>.</summary>
    public bool Fsync { get; init; }

    /// <summary><c>--partial</c>, also where <c>--inplace</c> or <c>--partial-dir</c> imply it.</summary>
    public bool Partial { get; init; }

    /// <summary><c>--partial-dir</c>, also where <c>--delay-updates</c> implies <c>.~tmp~</c>.</summary>
    public string? PartialDir { get; init; }

    /// <summary>Whether <see cref="PartialDir"/> is only the one of <c>--delay-updates</c>.</summary>
    public bool HasImpliedPartialDir { get; init; }

    /// <summary><c>--delay-updates</c>.</summary>
    public bool DelayUpdates { get; init; }

    /// <summary><c>--temp-dir</c>.</summary>
    public string? TempDir { get; init; }

    /// <summary><c>-y</c>: 0 to 2 times.</summary>
    public int Fuzzy { get; init; }

    /// <summary>What <see cref="AlternateDirs"/> are for.</summary>
    public RsyncAlternate Alternate { get; init; }

    /// <summary><c>--compare-dest</c>, <c>--copy-dest</c> or <c>--link-dest</c>, in the order given.</summary>
    public ImmutableArray<string> AlternateDirs { get; init; } = [];

    /// <summary><c>-b</c>, also where <c>--backup-dir</c> implies it.</summary>
    public bool Backup { get; init; }

    /// <summary><c>--backup-dir</c>.</summary>
    public string? BackupDir { get; init; }

    /// <summary><c>--suffix</c>; <c>~</c> without a backup directory, else empty.</summary>
    public string Suffix { get; init; } = "~";

    /// <summary><c>-B</c>; 0 lets rsync's rule decide.</summary>
    public int BlockSize { get; init; }
}

/// <summary>What an alternate destination is for.</summary>
public enum RsyncAlternate
{
    /// <summary>There is none.</summary>
    None,

    /// <summary><c>--compare-dest</c>: what stands there is not sent.</summary>
    Compare,

    /// <summary><c>--copy-dest</c>: what stands there is copied.</summary>
    Copy,

    /// <summary><c>--link-dest</c>: what stands there is linked.</summary>
    Link,
}
