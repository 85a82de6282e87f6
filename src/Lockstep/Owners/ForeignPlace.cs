using System.Globalization;
using Lockstep.Tree;

namespace Lockstep.Owners;

/// <summary>A file or directory that others than the user decide about.</summary>
/// <param name="Path">Its path, free of links.</param>
/// <param name="OwnerId">User id of its owner.</param>
/// <param name="IsOpenToAll">Whether it is the user's or root's, and every user may write it.</param>
public sealed record ForeignPlace(string Path, uint OwnerId, bool IsOpenToAll)
{
    private const string UserList = "/etc/passwd";

    /// <summary>Says it as a part of a sentence.</summary>
    public override string ToString() => IsOpenToAll
        ? $"every user of this machine may write {DisplayText.Of(Path)} ('chmod o-w' takes that away)"
        : $"{DisplayText.Of(Path)} belongs to {NameOf(OwnerId)}, not to you";

    /// <summary>The user's name as the list of users has it, else the number.</summary>
    private static string NameOf(uint user)
    {
        string number = user.ToString(CultureInfo.InvariantCulture);
        foreach (string line in File.Exists(UserList) ? File.ReadAllLines(UserList) : [])
        {
            if (line.Split(':') is [var name, _, var id, ..] && id == number)
            {
                return DisplayText.Of(name);
            }
        }

        return $"the user {number}";
    }
}
