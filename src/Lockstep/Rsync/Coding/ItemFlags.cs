namespace Lockstep.Rsync.Coding;

/// <summary>What a generator says about an entry.</summary>
[Flags]
internal enum ItemFlags
{
    None = 0,
    AccessTime = 0x0001,

    /// <summary>Content, link text or device number differ.</summary>
    Change = 0x0002,

    /// <summary>The size of a file differs; of a symbolic link: its time cannot be set.</summary>
    Size = 0x0004,
    Time = 0x0008,
    Permissions = 0x0010,
    Owner = 0x0020,
    Group = 0x0040,
    AccessList = 0x0080,
    Attributes = 0x0100,
    CreationTime = 0x0400,

    /// <summary>A byte follows that names the basis.</summary>
    BasisType = 0x0800,

    /// <summary>A name follows: of a basis or of a hard link's leader.</summary>
    ExtraName = 0x1000,
    IsNew = 0x2000,

    /// <summary>Done without data from the sender.</summary>
    LocalChange = 0x4000,

    /// <summary>The content is wanted.</summary>
    Transfer = 0x8000,

    /// <summary>What makes an item worth sending.</summary>
    Significant = 0xffff & ~(BasisType | ExtraName | LocalChange),
}
