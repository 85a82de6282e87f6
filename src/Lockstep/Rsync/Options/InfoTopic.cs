namespace Lockstep.Rsync.Options;

/// <summary>What <c>--info</c> names.</summary>
public enum InfoTopic
{
    /// <summary>Files backed up.</summary>
    Backup,

    /// <summary>Files copied at the receiving end.</summary>
    Copy,

    /// <summary>Deletions.</summary>
    Del,

    /// <summary>Building and receiving the file list.</summary>
    Flist,

    /// <summary>What has no other name.</summary>
    Misc,

    /// <summary>Mount points skipped.</summary>
    Mount,

    /// <summary>Names: 1 updated, 2 also unchanged.</summary>
    Name,

    /// <summary>Entries that are no regular files and are skipped.</summary>
    NonReg,

    /// <summary>Progress: 1 for each file, 2 for all.</summary>
    Progress,

    /// <summary>Files removed at the sending end.</summary>
    Remove,

    /// <summary>Files skipped by a transfer rule.</summary>
    Skip,

    /// <summary>Statistics at the end: 1 the summary, 2 <c>--stats</c>.</summary>
    Stats,

    /// <summary>Unsafe symbolic links.</summary>
    SymSafe,
}
