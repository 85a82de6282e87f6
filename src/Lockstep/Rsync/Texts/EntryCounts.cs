using System.Globalization;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Texts;

/// <summary>How many entries of each kind there are, for <c>--stats</c>.</summary>
internal readonly record struct EntryCounts(int Files, int Directories, int Links, int Devices, int Specials)
{
    /// <summary>Returns the counts with one more entry.</summary>
    public EntryCounts With(FileEntry entry) => entry.IsDirectory ? this with { Directories = Directories + 1 }
        : entry.IsSymlink ? this with { Links = Links + 1 }
        : entry.IsDevice ? this with { Devices = Devices + 1 }
        : entry.IsSpecial ? this with { Specials = Specials + 1 }
        : this with { Files = Files + 1 };

    /// <summary>Returns the counts of deletions.</summary>
    public static EntryCounts Of(DeletionCounts deleted) =>
        new(deleted.Files, deleted.Directories, deleted.Symlinks, deleted.Devices, deleted.Specials);

    /// <summary>Returns the total, and in brackets the kinds that there are.</summary>
    public string Text(int level)
    {
        int total = Files + Directories + Links + Devices + Specials;
        string[] kinds =
        [
            .. new[] { ("reg", Files), ("dir", Directories), ("link", Links), ("dev", Devices), ("special", Specials) }
                .Where(kind => kind.Item2 > 0)
                .Select(kind => $"{kind.Item1}: {NumberText.Of(kind.Item2, Math.Min(level, 1))}"),
        ];
        string counted = NumberText.Of(total, Math.Min(level, 1)).ToString(CultureInfo.InvariantCulture);
        return kinds.Length == 0 ? counted : $"{counted} ({string.Join(", ", kinds)})";
    }
}
