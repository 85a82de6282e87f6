namespace Lockstep.Rsync.Coding;

/// <summary>What two peers speak: the one place where versions of the protocol differ.</summary>
/// <param name="Version">The smaller of both versions.</param>
/// <param name="Compat">What the server agreed to.</param>
internal sealed record Dialect(int Version, CompatFlags Compat)
{
    /// <summary>The newest version we speak.</summary>
    public const int Newest = 32;

    /// <summary>The oldest version we speak.</summary>
    public const int Oldest = 27;

    /// <summary>The longest path.</summary>
    public const int MaxPath = 4096;

    /// <summary>Whether numbers are of variable length, and names of ids follow their first use.</summary>
    public bool HasVariableNumbers => Version >= 30;

    /// <summary>Whether the server tells its compatibility flags.</summary>
    public bool HasCompatFlags => Version >= 30;

    /// <summary>Whether the client's stream is in frames too.</summary>
    public bool FramesFromClient => Version >= 30;

    /// <summary>Whether the names of a files-from list travel inside frames.</summary>
    public bool FramesFileNames => Version >= 31;

    /// <summary>Whether error and warning texts have frames of their own.</summary>
    public bool HasErrorFrames => Version >= 30;

    /// <summary>Whether a side that fails tells its exit code.</summary>
    public bool HasErrorExit => Version >= 31;

    /// <summary>Whether requests carry item flags.</summary>
    public bool HasItems => Version >= 29;

    /// <summary>Whether filter rules may have modifiers.</summary>
    public bool HasRuleModifiers => Version >= 29;

    /// <summary>Whether entries are sorted with the files of a directory before its directories.</summary>
    public bool SortsFilesFirst => Version >= 29;

    /// <summary>Whether the flags of an entry can take two bytes.</summary>
    public bool HasWideFlags => Version >= 28;

    /// <summary>Whether entries carry nanoseconds.</summary>
    public bool HasNanoseconds => Version >= 31;

    /// <summary>Whether pipes and sockets carry a device number.</summary>
    public bool SpecialsHaveNumbers => Version < 31;

    /// <summary>Whether the members of a hard link name their leader instead of device and inode.</summary>
    public bool HasHardLinkLeaders => Version >= 30;

    /// <summary>Whether content and implied directories can be told apart.</summary>
    public bool HasImpliedDirectories => Version >= 30;

    /// <summary>Whether the end of the delayed updates is a step of its own.</summary>
    public bool HasUpdateStep => Version >= 29;

    /// <summary>Whether the end of the late deletions is a step of its own, and deletions are counted.</summary>
    public bool HasDeletionStep => Version >= 31;

    /// <summary>Whether statistics tell the times of the file list.</summary>
    public bool HasListTimes => Version >= 29;

    /// <summary>The longest block.</summary>
    public int MaxBlockLength => Version >= 30 ? 1 << 17 : 1 << 29;

    /// <summary>Whether lists come one directory at a time.</summary>
    public bool IsIncremental => Has(CompatFlags.IncrementalRecursion);

    /// <summary>Whether the flags of entries are variable-length integers.</summary>
    public bool HasVariableFlags => Has(CompatFlags.VariableFlags);

    /// <summary>Whether an end of list can carry the sender's errors.</summary>
    public bool HasSafeFileList => Has(CompatFlags.SafeFileList) || Version >= 31;

    /// <summary>Whether a flag is agreed.</summary>
    public bool Has(CompatFlags flag) => (Compat & flag) != 0;
}
