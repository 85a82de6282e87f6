namespace Lockstep.Filters;

/// <summary>The names with a level of their own.</summary>
internal static class ReservedNames
{
    internal static bool IsState(ReadOnlySpan<byte> name) => name.SequenceEqual(".lockstep"u8);

    internal static bool IsVersionControl(ReadOnlySpan<byte> name) =>
        name is [(byte)'.', ..] &&
        (name.SequenceEqual(".git"u8) || name.SequenceEqual(".hg"u8) || name.SequenceEqual(".svn"u8) || name.SequenceEqual(".jj"u8));
}
