namespace Lockstep.Plan.Names;

/// <summary>Which names a file system takes for one.</summary>
public enum NameFolding : byte
{
    /// <summary>Only equal ones.</summary>
    None,

    /// <summary>Those that differ only in Unicode form: <c>é</c> as one character or as two, as HFS+ and some ZFS do.</summary>
    Form,

    /// <summary>Those that differ only in case or Unicode form, as APFS does; what folds case (vfat, exfat, ext4's <c>chattr +F</c>) is taken to fold form too.</summary>
    Case,
}
