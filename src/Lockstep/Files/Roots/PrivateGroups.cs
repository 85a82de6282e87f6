using System.Globalization;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Files.Roots;

/// <summary>Tells which groups have nobody in them but root and the login, so that it does no harm when they may write: what many systems give each user, with a umask of 002.</summary>
internal sealed class PrivateGroups
{
    private readonly string[] _groups = ReadLines("group"u8);
    private readonly string[] _users = ReadLines("passwd"u8);

    /// <summary>Whether nobody else is in a group. One that the machine's own files do not list may have anybody in it.</summary>
    public bool IsPrivate(uint group)
    {
        foreach (string line in _groups)
        {
            // group(5): name, password, group id, members.
            if (line.Split(':') is [_, _, var id, var members] && IsNumber(id, group))
            {
                return Array.TrueForAll(members.Split(',', StringSplitOptions.RemoveEmptyEntries), IsOurs) && !IsPrimaryOfOthers(group);
            }
        }

        return false;
    }

    // passwd(5): name, password, user id, group id, and more.
    private bool IsPrimaryOfOthers(uint group) => Array.Exists(_users, line => line.Split(':') is [_, _, var id, var primary, ..] && IsNumber(primary, group) && !IsOurId(id));

    private bool IsOurs(string name) => Array.Exists(_users, line => line.Split(':') is [var user, _, var id, ..] && user == name && IsOurId(id));

    private static bool IsOurId(string id) => IsNumber(id, 0) || IsNumber(id, EffectiveUser.Id);

    private static bool IsNumber(string text, uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint parsed) && parsed == number;

    private static string[] ReadLines(ReadOnlySpan<byte> name)
    {
        try
        {
            using DirectoryHandle etc = DirectoryHandle.Open("/etc"u8);
            return Encoding.UTF8.GetString(StateFile.Read(etc, name) ?? []).Split('\n');
        }
        catch (FileSystemException)
        {
            // A machine without such a list has no group that is known to be private.
            return [];
        }
    }
}
