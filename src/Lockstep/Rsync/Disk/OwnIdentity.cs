using System.Globalization;
using System.Text;
using Lockstep.Native;

namespace Lockstep.Rsync.Disk;

/// <summary>What this process may do to owners and groups, and the bits that new files do not get.</summary>
internal sealed class OwnIdentity
{
    private const int MaxStatusLength = 1 << 16;
    private readonly HashSet<int> _groups = [];

    private OwnIdentity()
    {
        IsRoot = EffectiveUser.Id == 0;
        // The file has no length of its own, so that it is read as one that has.
        foreach (string line in Encoding.UTF8.GetString(ProcFile.Read("/proc/self/status", MaxStatusLength)).Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["Groups:" or "Gid:", ..])
            {
                _groups.UnionWith(words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
            }
            else if (words is ["Umask:", string mask])
            {
                CreationMask = Convert.ToInt32(mask, 8);
            }
        }
    }

    /// <summary>This process.</summary>
    public static OwnIdentity Current { get; } = new();

    /// <summary>Whether everything may be set.</summary>
    public bool IsRoot { get; }

    /// <summary>The bits that new files do not get.</summary>
    public int CreationMask { get; } = 0x12;

    /// <summary>Whether files may be given to a group.</summary>
    public bool MayGiveTo(int group) => IsRoot || _groups.Contains(group);
}
