using System.Text;
using Lockstep.Tree;

namespace Lockstep.Filters;

/// <summary>The names with a level of their own.</summary>
internal static class ReservedNames
{
    /// <summary>Whether a name is that of a state directory, or would be one to a file system that does not tell upper from lower case.</summary>
    internal static bool IsState(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, ".lockstep"u8);

    /// <summary>Whether a path leads into a state directory, which nobody sends, takes or plans for.</summary>
    internal static bool IsInState(RelativePath path)
    {
        foreach (Range range in path.Bytes.Split((byte)'/'))
        {
            if (IsState(path.Bytes[range]))
            {
                return true;
            }
        }

        return false;
    }

    internal static bool IsVersionControl(ReadOnlySpan<byte> name) =>
        name is [(byte)'.', ..] &&
        (name.SequenceEqual(".git"u8) || name.SequenceEqual(".hg"u8) || name.SequenceEqual(".svn"u8) || name.SequenceEqual(".jj"u8));
}
