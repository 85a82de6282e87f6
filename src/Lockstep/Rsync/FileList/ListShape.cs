using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.FileList;

/// <summary>Which fields the entries of a session carry.</summary>
internal sealed record ListShape
{
    /// <summary>Owners.</summary>
    public bool Users { get; init; }

    /// <summary>Groups.</summary>
    public bool Groups { get; init; }

    /// <summary>Ids have names.</summary>
    public bool IdNames { get; init; }

    /// <summary>Symbolic links.</summary>
    public bool Links { get; init; }

    /// <summary>Devices.</summary>
    public bool Devices { get; init; }

    /// <summary>Pipes and sockets.</summary>
    public bool Specials { get; init; }

    /// <summary>Which entries are one file.</summary>
    public bool HardLinks { get; init; }

    /// <summary>Access times.</summary>
    public bool AccessTimes { get; init; }

    /// <summary>Entries of no kind, for sources that do not exist.</summary>
    public bool Missing { get; init; }

    /// <summary>Bytes of each file's digest; 0 for none.</summary>
    public int DigestLength { get; init; }

    /// <summary>The shape that options ask for.</summary>
    public static ListShape Of(RsyncOptions options, int digestLength) => new()
    {
        Users = options.Preserve.Owner,
        Groups = options.Preserve.Group,
        IdNames = !options.Preserve.NumericIds,
        Links = options.Preserve.Links,
        Devices = options.Preserve.Devices,
        Specials = options.Preserve.Specials,
        HardLinks = options.Preserve.HardLinks,
        AccessTimes = options.Preserve.Atimes > 0,
        Missing = options.DeleteMissingArgs,
        DigestLength = options.Update.Checksum ? digestLength : 0,
    };
}
