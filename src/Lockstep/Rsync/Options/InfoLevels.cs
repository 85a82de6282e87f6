using System.Collections.Immutable;

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

/// <summary>A level for each <see cref="InfoTopic"/>.</summary>
public sealed record InfoLevels(ImmutableArray<byte> Levels)
{
    /// <summary>How many flags there are.</summary>
    public static readonly int Count = Enum.GetValues<InfoTopic>().Length;

    /// <summary>The levels of a run without <c>-v</c>.</summary>
    public static InfoLevels Default { get; } = OfVerbosity(0);

    /// <summary>The level of a flag; 0 is silent.</summary>
    public int this[InfoTopic flag] => Levels[(int)flag];

    /// <summary>Returns the levels that a number of <c>-v</c> means.</summary>
    public static InfoLevels OfVerbosity(int verbose)
    {
        byte[] levels = new byte[Count];
        levels[(int)InfoTopic.NonReg] = 1;
        if (verbose >= 1)
        {
            foreach (InfoTopic flag in (InfoTopic[])[InfoTopic.Copy, InfoTopic.Del, InfoTopic.Flist, InfoTopic.Misc, InfoTopic.Name, InfoTopic.Stats, InfoTopic.SymSafe])
            {
                levels[(int)flag] = 1;
            }
        }

        if (verbose >= 2)
        {
            foreach (InfoTopic flag in (InfoTopic[])[InfoTopic.Backup, InfoTopic.Mount, InfoTopic.Remove, InfoTopic.Skip])
            {
                levels[(int)flag] = 1;
            }

            levels[(int)InfoTopic.Misc] = 2;
            levels[(int)InfoTopic.Name] = 2;
        }

        return new InfoLevels([.. levels]);
    }

    /// <summary>Returns these levels with another one for a flag.</summary>
    public InfoLevels With(InfoTopic flag, int level) => new(Levels.SetItem((int)flag, (byte)level));
}
