using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Which permission bits a pull takes over: not those that let others write or act here because they may on the target.</summary>
internal static class PulledMode
{
    private const int Permissions = 0x1ff; // rwxrwxrwx
    private const int Owner = 0x1c0; // rwx------
    private const int Executable = 0x49; // --x--x--x

    /// <summary>An entry of the target as it is put into the project.</summary>
    /// <param name="coming">What stands on the target.</param>
    /// <param name="local">What stands in the project; it keeps each bit that both have.</param>
    /// <param name="creationMask">Bits that new entries do not get here (the umask). Set-id and sticky bits never come.</param>
    public static Entry Mask(in Entry coming, in Entry local, ushort creationMask)
    {
        int allowed = Permissions & ~creationMask;
        if (local.Type == coming.Type)
        {
            allowed |= local.Mode;
        }

        return coming with { Mode = (ushort)(coming.Mode & allowed) };
    }

    /// <summary>
    /// Whether permission bits of the project can be what a pull made of the target's: some of those that let group and others in, or that change who acts, are
    /// left out. Nobody took them away here, so no push takes them away there.
    /// </summary>
    public static bool MayComeFrom(ushort target, ushort project) => (project & ~target) == 0 && (target & ~project & Owner) == 0;

    /// <summary>Whether an entry is a file that can be executed.</summary>
    public static bool IsExecutable(in Entry entry) => entry.IsFile && (entry.Mode & Executable) != 0;
}
