using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>Which kinds of entries are transferred, and which of their properties.</summary>
public sealed record RsyncPreserveOptions
{
    /// <summary><c>-l</c>.</summary>
    public bool Links { get; init; }

    /// <summary><c>-L</c>.</summary>
    public bool CopyLinks { get; init; }

    /// <summary><c>--copy-unsafe-links</c>.</summary>
    public bool CopyUnsafeLinks { get; init; }

    /// <summary><c>--safe-links</c>.</summary>
    public bool SafeLinks { get; init; }

    /// <summary><c>--munge-links</c>.</summary>
    public bool MungeLinks { get; init; }

    /// <summary><c>-k</c>.</summary>
    public bool CopyDirLinks { get; init; }

    /// <summary><c>-K</c>.</summary>
    public bool KeepDirLinks { get; init; }

    /// <summary><c>-H</c>.</summary>
    public bool HardLinks { get; init; }

    /// <summary><c>-H</c>: 0 to 2 times.</summary>
    public int HardLinkLevel { get; init; }

    /// <summary><c>-p</c>, also where <c>-A</c> implies it.</summary>
    public bool Perms { get; init; }

    /// <summary><c>-E</c>.</summary>
    public bool Executability { get; init; }

    /// <summary><c>--chmod</c>: all of them, joined with commas; null without any.</summary>
    public string? Chmod { get; init; }

    /// <summary><c>-A</c>.</summary>
    public bool Acls { get; init; }

    /// <summary><c>-X</c>: 0 to 2 times.</summary>
    public int Xattrs { get; init; }

    /// <summary><c>-o</c>.</summary>
    public bool Owner { get; init; }

    /// <summary><c>-g</c>.</summary>
    public bool Group { get; init; }

    /// <summary><c>--devices</c>, a half of <c>-D</c>.</summary>
    public bool Devices { get; init; }

    /// <summary><c>--specials</c>, a half of <c>-D</c>.</summary>
    public bool Specials { get; init; }

    /// <summary><c>--copy-devices</c>.</summary>
    public bool CopyDevices { get; init; }

    /// <summary><c>--write-devices</c>.</summary>
    public bool WriteDevices { get; init; }

    /// <summary><c>--drop-D</c>.</summary>
    public bool DropDevices { get; init; }

    /// <summary><c>-t</c>.</summary>
    public bool Times { get; init; }

    /// <summary><c>-U</c>: 0 to 2 times.</summary>
    public int Atimes { get; init; }

    /// <summary><c>--open-noatime</c>.</summary>
    public bool OpenNoAtime { get; init; }

    /// <summary><c>-O</c>, also where a backup without a directory implies it.</summary>
    public bool OmitDirTimes { get; init; }

    /// <summary><c>-J</c>.</summary>
    public bool OmitLinkTimes { get; init; }

    /// <summary><c>--super</c> or <c>--no-super</c>; null where neither was given.</summary>
    public bool? Super { get; init; }

    /// <summary><c>--fake-super</c>.</summary>
    public bool FakeSuper { get; init; }

    /// <summary><c>--numeric-ids</c>.</summary>
    public bool NumericIds { get; init; }

    /// <summary><c>--usermap</c>, also from <c>--chown</c>.</summary>
    public string? UserMap { get; init; }

    /// <summary><c>--groupmap</c>, also from <c>--chown</c>.</summary>
    public string? GroupMap { get; init; }

    /// <summary><c>--iconv</c>: LOCAL or LOCAL,REMOTE; null or <c>-</c> for no conversion.</summary>
    public string? Iconv { get; init; }

    /// <summary>Parses <see cref="Chmod"/>; null without one.</summary>
    public ImmutableArray<ChmodRule> ChmodRules => Chmod is null ? [] : ChmodRule.Parse(Chmod);
}
