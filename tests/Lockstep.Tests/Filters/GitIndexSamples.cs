namespace Lockstep.Tests.Filters;

/// <summary>
/// Indexes written by git 2.39, all with README, src/a.c, src/lib/b.c and the submodule vendor/zlib:
/// <c>git add README src; git update-index --add --cacheinfo 160000,1234...,vendor/zlib</c>. Versions 3 and 4 also have
/// <c>git add -N later; git update-index --skip-worktree README</c>, which need the extended flags;
/// version 4 comes from <c>git update-index --index-version 4</c>.
/// </summary>
internal static class GitIndexSamples
{
    internal static byte[] Version2 => Convert.FromBase64String(
        "RElSQwAAAAIAAAAEawPgfjokLj9rA+B+OiQuPwAA/gAAseTzAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORAAZSRUFETUUAAAAAawPg" +
        "fjokLj9rA+B+OiQuPwAA/gAAseUDAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORAAdzcmMvYS5jAAAAawPgfjokLj9rA+B+OiQuPwAA" +
        "/gAAseWTAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORAAtzcmMvbGliL2IuYwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
        "AOAAAAAAAAAAAAAAAAAAEjRWeJASNFZ4kBI0VniQEjRWeJAAC3ZlbmRvci96bGliAAAAAAAAAJmlI+2KufIRjp5/WgNlSmwPmsPS");

    internal static byte[] Version3 => Convert.FromBase64String(
        "RElSQwAAAAMAAAAFawPgfwLNsmprA+B/As2yagAA/gAAseXTAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORQAZAAFJFQURNRQAAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORQAUgAGxhdGVyAAAAawPgfwLNsmprA+B/As2yagAA" +
        "/gAAsek3AACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORAAdzcmMvYS5jAAAAawPgfwLNsmprA+B/As2yagAA/gAAsek5AACBpAAAAAAA" +
        "AAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORAAtzcmMvbGliL2IuYwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOAAAAAAAAAAAAAAAAAA" +
        "EjRWeJASNFZ4kBI0VniQEjRWeJAAC3ZlbmRvci96bGliAAAAAAAAAPQg1x9crDop/hbRP/qkd4u4SQDp");

    internal static byte[] Version4 => Convert.FromBase64String(
        "RElSQwAAAAQAAAAFawPgfwXKTTNrA+B/BcpNMwAA/gAAseXTAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORQAZAAABSRUFETUUAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAACBpAAAAAAAAAAAAAAAAOad4puy0dZDS4sprnda2MLkjFORQAUgAAZsYXRlcgBrA+B/BcpNM2sD4H8Fyk0zAAD+" +
        "AACx6TcAAIGkAAAAAAAAAAAAAAAA5p3im7LR1kNLiymud1rYwuSMU5EABwVzcmMvYS5jAGsD4H8Fyk0zawPgfwXKTTMAAP4AALHpOQAAgaQAAAAAAAAA" +
        "AAAAAADmneKbstHWQ0uLKa53WtjC5IxTkQALA2xpYi9iLmMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgAAAAAAAAAAAAAAAAABI0VniQEjRWeJAS" +
        "NFZ4kBI0VniQAAsLdmVuZG9yL3psaWIAK44mBNkT5bo7FzmDYqwIdNV30oY=");
}
