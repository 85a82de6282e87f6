using System.Globalization;

namespace Lockstep.Watching;

/// <summary>Says what to do when the kernel gives the user no more watches.</summary>
internal static class WatchLimit
{
    private const string Limits = "/proc/sys/fs/inotify/";
    private const int EnoughWatches = 1_048_576;
    private const int EnoughInstances = 1_024;

    /// <summary>For the limit of watched directories.</summary>
    public static string TooFewWatches() =>
        $"the kernel gives this user no more than {Read("max_user_watches")} watches: the directories without one are looked through every few seconds instead. "
        + $"Raise the limit with: sudo sysctl -w fs.inotify.max_user_watches={Raised("max_user_watches", EnoughWatches)}";

    /// <summary>For the limit of programs that watch.</summary>
    public static string TooFewInstances() =>
        $"the kernel gives this user no more than {Read("max_user_instances")} watchers: the project is scanned every few seconds instead. "
        + $"Raise the limit with: sudo sysctl -w fs.inotify.max_user_instances={Raised("max_user_instances", EnoughInstances)}";

    private static long Raised(string name, int enough) => Math.Max(enough, 2 * Read(name));

    private static long Read(string name)
    {
        try
        {
            return long.Parse(File.ReadAllText(Limits + name), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
