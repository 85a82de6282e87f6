using System.Globalization;
using System.Text;
using Lockstep.Native.Disk;

namespace Lockstep.Cli.Doctor;

/// <summary>Judges the project's place on this machine: whether its changes are noticed, and how names and letters are told apart.</summary>
/// <param name="files">Reads a file of <c>/proc</c>; null where it is not there.</param>
internal sealed class PlaceChecks(Func<string, string?> files)
{
    private const string WatchLimit = "/proc/sys/fs/inotify/max_user_watches";
    private const int EnoughWatches = 1_048_576;

    public static PlaceChecks OfMachine { get; } = new(Read);

    /// <summary>Whether notices of changes come on the project's mount.</summary>
    public Check Notices(string directory)
    {
        if (files(Mount.List) is not { } mounts)
        {
            return Check.Skip(CheckNames.Notices, $"{Mount.List} cannot be read");
        }

        Mount mount = Mount.Find(directory, mounts);
        return mount.IsSilent
            ? Check.Warn(
                CheckNames.Notices,
                $"{mount.Point} is {mount.Type}: changes made on its other side come without a notice, and watch looks through the project every few seconds",
                "Keep the project on a disk of this machine.")
            : Check.Ok(CheckNames.Notices, $"{mount.Point} is {mount.Type}: each save is noticed at once");
    }

    /// <summary>Whether the kernel gives enough watches.</summary>
    /// <param name="directories">How many the project needs.</param>
    /// <param name="used">How many programs of this user have already; null where that is not known.</param>
    public Check Watches(int directories, long? used)
    {
        if (!long.TryParse(files(WatchLimit)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit))
        {
            return Check.Skip(CheckNames.Watches, $"{WatchLimit} cannot be read");
        }

        string text = $"{Number(directories)} {(directories == 1 ? "directory" : "directories")}, {Number(limit)} watches{(used is { } others ? $", {Number(others)} in use" : "")}";
        return directories + (used ?? 0) <= limit
            ? Check.Ok(CheckNames.Watches, text)
            : Check.Warn(
                CheckNames.Watches,
                $"{text}: watch looks through what has none every few seconds",
                $"sudo sysctl -w fs.inotify.max_user_watches={Math.Max(EnoughWatches, 2 * (directories + (used ?? 0)))}");
    }

    /// <summary>Whether names that differ in letter case are two here: found by a name that is there, so that nothing is written.</summary>
    public static Check Names(string directory)
    {
        string[] names;
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries(directory).Take(1000).Select(path => Path.GetFileName(path)!)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Check.Skip(CheckNames.Names, "the project's directory cannot be listed");
        }

        string? other = Array.Find(names, name => Swapped(name) != name && !names.Contains(Swapped(name)));
        return other is null ? Check.Skip(CheckNames.Names, "no name with a letter in the project's directory")
            : Path.Exists(Path.Join(directory, Swapped(other)))
                ? Check.Warn(CheckNames.Names, "upper and lower case are one name here", "Where the target tells them apart, rename with git mv, so that both sides agree.")
                : Check.Ok(CheckNames.Names, "upper and lower case are two names here");
    }

    /// <summary>Whether this terminal shows names that are not ASCII.</summary>
    /// <param name="locale">LC_ALL, LC_CTYPE or LANG, the first that is set; empty for none.</param>
    public static Check Locale(string locale) =>
        locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase)
            ? Check.Ok(CheckNames.Locale, locale)
            : Check.Warn(CheckNames.Locale, $"{(locale.Length > 0 ? locale : "none set")}: what is written here is UTF-8", "export LANG=C.UTF-8");

    /// <summary>Counts the watches that programs have which this user may look at; null where it cannot be told.</summary>
    public static long? CountUsed()
    {
        try
        {
            long count = 0;
            foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                count += CountUsedBy(process);
            }

            return count;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long CountUsedBy(string process)
    {
        try
        {
            return Directory.EnumerateFiles($"{process}/fd")
                .Where(path => new FileInfo(path).LinkTarget == "anon_inode:inotify")
                .Sum(path => File.ReadLines($"{process}/fdinfo/{Path.GetFileName(path)}").LongCount(line => line.StartsWith("inotify ", StringComparison.Ordinal)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to somebody else, whose watches count apart.
            return 0;
        }
    }

    private static string Swapped(string name)
    {
        var swapped = new StringBuilder(name.Length);
        foreach (char letter in name)
        {
            swapped.Append(char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : char.IsAsciiLetterLower(letter) ? char.ToUpperInvariant(letter) : letter);
        }

        return swapped.ToString();
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
