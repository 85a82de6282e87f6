namespace Lockstep.Rsync.FileList;

/// <summary>The users and groups of this machine.</summary>
internal interface IIdNames
{
    /// <summary>A user's name; null when none is known.</summary>
    string? UserName(int id);

    /// <summary>A group's name; null when none is known.</summary>
    string? GroupName(int id);

    /// <summary>A user's number; null when there is no such user.</summary>
    int? UserId(string name);

    /// <summary>A group's number; null when there is no such group.</summary>
    int? GroupId(string name);
}
