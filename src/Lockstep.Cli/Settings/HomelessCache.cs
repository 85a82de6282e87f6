using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Cli.Settings;

/// <summary>Where is kept what only saves time for a user without a home directory: never below the current directory, which is the project's.</summary>
internal static class HomelessCache
{
    private const string Usual = "/var/tmp";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int OpenToOthers = 0x3f;

    /// <summary>Finds or makes the directory.</summary>
    /// <param name="above">A directory that all may write to, and where nobody can remove what is another's.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: somebody else has put something in its place.</exception>
    public static string Find(string above = Usual)
    {
        string name = $"lockstep-client-{EffectiveUser.Id}";
        string path = Path.Join(above, name);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path, Private);
            }

            using DirectoryHandle parent = DirectoryHandle.Open(Encoding.UTF8.GetBytes(above));
            using DirectoryHandle own = parent.OpenDirectory(Encoding.UTF8.GetBytes(name));
            FileStatus status = own.Status();
            if (status.OwnerId == EffectiveUser.Id && (status.Mode & OpenToOthers) == 0)
            {
                return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileSystemException)
        {
            // What stands there is told below.
        }

        throw new SyncException(ExitCode.Usage, $"HOME is not set, and '{path}' in its place is no directory that only you can use. Set HOME, or XDG_CACHE_HOME.");
    }
}
