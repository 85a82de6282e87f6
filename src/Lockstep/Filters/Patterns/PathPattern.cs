namespace Lockstep.Filters.Patterns;

/// <summary>
/// A pattern with a slash, as its directory segments and the glob of the last name; a null segment is <c>**</c>, any number of
/// directories. It is run as a state machine over directories: a bit set holds every segment the way down may have reached, so a
/// directory is matched once and the names in it need only the last glob.
/// </summary>
internal sealed class PathPattern(NameGlob?[] directories, NameGlob last)
{
    /// <summary>One bit for each directory segment and one for "all of them passed".</summary>
    internal const int MaximumDirectories = 63;

    internal NameGlob Last { get; } = last;

    internal NameGlob?[] Segments => [.. directories, Last];

    /// <summary>The state in the directory the pattern is relative to.</summary>
    internal ulong Start => Close(1);

    /// <summary>
    /// Whether every directory segment has been passed, so that the names here are to be matched with <see cref="Last"/>.
    /// </summary>
    internal bool IsLastReached(ulong state) => (state >> directories.Length & 1) != 0;

    /// <summary>The state below the child directory <paramref name="name"/>; 0 when nothing below it can match.</summary>
    internal ulong Enter(ulong state, ReadOnlySpan<byte> name)
    {
        ulong next = 0;
        for (var i = 0; i < directories.Length; i++)
        {
            if ((state >> i & 1) == 0)
            {
                continue;
            }

            if (directories[i] is not { } glob)
            {
                next |= 1UL << i;
            }
            else if (glob.Matches(name))
            {
                next |= 1UL << (i + 1);
            }
        }

        return Close(next);
    }

    /// <summary>Adds what <c>**</c> reaches by standing for no directory at all.</summary>
    private ulong Close(ulong state)
    {
        for (var i = 0; i < directories.Length; i++)
        {
            if ((state >> i & 1) != 0 && directories[i] is null)
            {
                state |= 1UL << (i + 1);
            }
        }

        return state;
    }
}
