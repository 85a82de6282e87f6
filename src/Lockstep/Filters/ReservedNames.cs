using System.Text;
using Lockstep.Tree;

namespace Lockstep.Filters;

/// <summary>What a reserved name stands for, which is sent only where an include spells that name.</summary>
[Flags]
internal enum ReservedKind
{
    None = 0,

    /// <summary><c>.git</c> and its like.</summary>
    VersionControl = 1,

    /// <summary><c>lockstep.toml</c> and <c>lockstep.local.toml</c>.</summary>
    Settings = 2,
}

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

    /// <summary>
    /// Whether a name is that of a settings file, or would be one to a file system that does not tell upper from lower case. They name hosts, logins and keys.
    /// </summary>
    internal static bool IsSettings(ReadOnlySpan<byte> name) =>
        name.Length is 13 or 19 && (Ascii.EqualsIgnoreCase(name, "lockstep.toml"u8) || Ascii.EqualsIgnoreCase(name, "lockstep.local.toml"u8));

    internal static bool IsVersionControl(ReadOnlySpan<byte> name) =>
        name is [(byte)'.', ..] &&
        (name.SequenceEqual(".git"u8) || name.SequenceEqual(".hg"u8) || name.SequenceEqual(".svn"u8) || name.SequenceEqual(".jj"u8));
}
