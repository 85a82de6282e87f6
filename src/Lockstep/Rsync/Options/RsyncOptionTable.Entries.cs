using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>What is preserved of entries, and how files are brought up to date.</summary>
internal static partial class RsyncOptionTable
{
    private static ImmutableArray<RsyncOption> Preserving =>
    [
        Flag("links l", "Copy symbolic links as links", off: "*"),
        Flag("copy-links L", "Copy what symbolic links point to"),
        Flag("copy-unsafe-links", "Copy what links point to that leave the tree"),
        Flag("safe-links", "Skip links that leave the tree"),
        Flag("munge-links", "Change links so that they lead nowhere, and back", off: "*"),
        Flag("copy-dirlinks k", "Copy what links to directories point to"),
        Flag("keep-dirlinks K", "Write through links to directories at the destination"),
        Flag("insecure-links", "Follow links of other users in the paths of options", off: "*") with { Refusal = "paths of options are never followed through links of other users" },
        Word("confine-root", "DIR", "Refuse paths of options that leave DIR"),
        Count("hard-links H", "Copy hard links as hard links", off: "*"),
        Flag("perms p", "Preserve permissions", off: "*"),
        Flag("executability E", "Preserve whether files are executable"),
        Each("chmod", "CHMOD", "Change permissions on the way"),
        Flag("acls A", "Preserve access control lists (with --perms)", off: "*"),
        Count("xattrs X", "Preserve extended attributes", off: "*"),
        Flag("owner o", "Preserve the owner", off: "*"),
        Flag("group g", "Preserve the group", off: "*"),
        Flag("devices", "Preserve devices", off: "*"),
        Flag("specials", "Preserve sockets and named pipes", off: "*"),
        Several("D", "devices specials", "Same as --devices --specials", off: "*"),
        Flag("copy-devices", "Copy the contents of devices"),
        Flag("write-devices", "Write into devices at the destination (with --inplace)", off: "*"),
        Flag("drop-D", "Create no devices, sockets and pipes, whatever is asked"),
        Flag("times t", "Preserve modification times", off: "*"),
        Count("atimes U", "Preserve access times", off: "*"),
        Flag("open-noatime", "Leave access times alone while reading", off: "*"),
        Flag("crtimes N", "Preserve creation times", off: "*") with { Refusal = "creation times cannot be set on Linux" },
        Flag("omit-dir-times O", "Leave times of directories alone", off: "*"),
        Flag("omit-link-times J", "Leave times of links alone", off: "*"),
        Flag("super", "Try what only a superuser may", off: "*"),
        Flag("fake-super", "Keep owners and devices in extended attributes"),
        Flag("numeric-ids", "Preserve numbers of users and groups instead of names", off: "*"),
        Each("usermap", "STRING", "Map users, as 'from:to,*:other'"),
        Each("groupmap", "STRING", "Map groups, as 'from:to,*:other'"),
        Each("chown", "USER:GROUP", "Give everything to USER and GROUP"),
        Word("copy-as", "USER[:GROUP]", "Copy with the rights of USER") with { Refusal = "start Lockstep as that user instead" },
        Word("iconv", "LOCAL,REMOTE", "Convert the character set of names", off: "*") with { Refusal = "names are copied as the bytes they are" },
    ];

    private static ImmutableArray<RsyncOption> Updating =>
    [
        Flag("checksum c", "Compare contents instead of times and sizes", off: "*"),
        Flag("ignore-times I", "Copy files also where size and time agree"),
        Flag("size-only", "Skip files whose size agrees"),
        Number("modify-window @", "NUM", "Times that differ by NUM seconds agree; -1 compares nanoseconds"),
        Flag("whole-file W", "Send whole files instead of what changed in them", off: "*"),
        Word("block-size B", "SIZE", "Compare blocks of SIZE"),
        Flag("inplace", "Write into files instead of beside them", off: "*"),
        Count("append", "Append to files that are shorter", off: "*") with { AlsoClears = "append-verify" },
        Flag("append-verify", "As --append, and verify what was there"),
        Flag("sparse S", "Make runs of zeros holes", off: "*"),
        Flag("preallocate", "Allocate files before they are written"),
        Flag("fsync", "Wait until each file is on the disk"),
        Flag("partial", "Keep files that were copied in part", off: "*"),
        Word("partial-dir", "DIR", "Keep files that were copied in part in DIR"),
        Flag("delay-updates", "Rename all new files at the end", off: "*"),
        Word("temp-dir T", "DIR", "Write new files in DIR first"),
        Count("fuzzy y", "Look for a similar file where there is none to compare with", off: "*"),
        Each("compare-dest", "DIR", "Do not copy what stands in DIR already"),
        Each("copy-dest", "DIR", "Copy from DIR what stands there already"),
        Each("link-dest", "DIR", "Link to what stands in DIR already"),
        Flag("backup b", "Keep what is replaced or deleted", off: "backup"),
        Word("backup-dir", "DIR", "Keep it in DIR"),
        Word("suffix", "SUFFIX", "Keep it under its name with SUFFIX (default ~)"),
    ];
}
