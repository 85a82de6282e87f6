namespace Lockstep.InteropTests.Push;

/// <summary>Says what trees are like by programs that are not ours.</summary>
internal static class TreeJudge
{
    /// <summary>
    /// What rsync would have to do to make the one like the other, by contents, modes and times. That something vanished while it looked (its
    /// exit code 24) is a difference, too.
    /// </summary>
    public static string DifferencesByRsync(string from, string to, string options = "")
    {
        BuiltPrograms.Installed("/usr/bin/rsync", "rsync");
        // Settings are never sent, so they are on one side only.
        string compare = $"rsync -aicn --delete --no-owner --no-group --exclude=/lockstep.toml --exclude=/lockstep.local.toml {options} -- {Shell.Quote(from + "/")} {Shell.Quote(to + "/")}";
        return Shell.Run(compare + " || { [ $? = 24 ] && echo something vanished; }");
    }

    /// <summary>Everything below a directory with all that a write would change: inode, times to the nanosecond, mode, size, link text, content.</summary>
    public static string Describe(string directory) => !Directory.Exists(directory) ? "nothing" : Shell.Run(
        "find . -printf '%p|%y|%m|%s|%T@|%C@|%i|%l\\n' | sort; find . -type f -exec cksum {} + | sort", directory);

    /// <summary>Paths, types, modes and contents below a directory: what two targets of one project have in common.</summary>
    public static string Outline(string directory) =>
        Shell.Run("find . ! -type d -printf '%p|%y|%m|%T@|%l\\n' | sort; find . -type d -printf '%p|%y|%m\\n' | sort; find . -type f -exec cksum {} + | sort", directory);
}
