using System.Globalization;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Filters;
using Lockstep.Native.Disk;

namespace Lockstep.Files.Roots;

/// <summary>Refuses roots that nobody can mean: the whole machine, somebody's home directory, a directory of ours.</summary>
internal static class RootGuard
{
    // Logins for people, as login.defs has them; a service's "home" is often just what one wants to deploy to.
    private const uint FirstPersonId = 1000;
    private const uint LastPersonId = 60000;

    public static void Check(RootLocation root, ReadOnlySpan<byte> loginDirectory)
    {
        if (root.Name.IsEmpty)
        {
            throw Refuse(root, "is the root of the whole file system");
        }

        if (IsInStateDirectory(root.Path.Span))
        {
            throw Refuse(root, "is in a directory where Lockstep keeps its own state");
        }

        if (root.Path.Span.SequenceEqual(RootResolver.Resolve(loginDirectory, loginDirectory).Path.Span) || IsHome(root.Path.Span))
        {
            throw Refuse(root, "is a home directory");
        }
    }

    /// <summary>Refuses a project that nobody can mean: the whole machine, somebody's home directory.</summary>
    /// <param name="directory">Absolute.</param>
    public static void CheckProject(ReadOnlySpan<byte> directory)
    {
        RootLocation project = RootResolver.Resolve(directory, directory);
        byte[] home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } text ? NamedPlace.BytesOf(text) : [];
        bool isOwnHome = home.Length > 0 && project.Path.Span.SequenceEqual(RootResolver.Resolve(home, home).Path.Span);
        string? what = project.Name.IsEmpty ? "the root of the whole file system" : isOwnHome || IsHome(project.Path.Span) ? "a home directory" : null;
        if (what is not null)
        {
            throw new SyncException(
                ExitCode.Refused, $"refused: the project '{project}' is {what}, and all of it would be sent. Go to a directory below it, or name one with -C DIR.");
        }
    }

    private static bool IsInStateDirectory(ReadOnlySpan<byte> path)
    {
        foreach (Range range in path.Split((byte)'/'))
        {
            if (ReservedNames.IsState(path[range]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHome(ReadOnlySpan<byte> path)
    {
        byte[] users;
        try
        {
            using DirectoryHandle etc = DirectoryHandle.Open("/etc"u8);
            users = StateFile.Read(etc, "passwd"u8) ?? [];
        }
        catch (FileSystemException)
        {
            // Without a list of users there is only the login's own home, which was checked.
            return false;
        }

        foreach (Range line in users.AsSpan().Split((byte)'\n'))
        {
            if (IsHomeOf(Encoding.UTF8.GetString(users.AsSpan()[line]).Split(':'), path))
            {
                return true;
            }
        }

        return false;
    }

    // passwd(5): name, password, user id, group id, comment, home, shell.
    private static bool IsHomeOf(string[] fields, ReadOnlySpan<byte> path) =>
        fields.Length >= 6
        && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
        && id is 0 or (>= FirstPersonId and <= LastPersonId)
        && Encoding.UTF8.GetBytes(fields[5].TrimEnd('/')).AsSpan().SequenceEqual(path);

    private static SyncException Refuse(RootLocation root, string what) =>
        new(ExitCode.Refused, $"refused: the target's root '{root}' {what}. Name a directory below it.");
}
