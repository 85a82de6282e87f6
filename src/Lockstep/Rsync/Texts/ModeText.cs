using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Texts;

/// <summary>Modes and times as <c>--list-only</c> and formats show them.</summary>
internal static class ModeText
{
    /// <summary>Type and permissions, as <c>ls -l</c> shows them.</summary>
    public static string Of(int mode)
    {
        char type = (mode & EntryMode.TypeMask) switch
        {
            EntryMode.Directory => 'd',
            EntryMode.Symlink => 'l',
            EntryMode.BlockDevice => 'b',
            EntryMode.CharacterDevice => 'c',
            EntryMode.Socket => 's',
            EntryMode.Pipe => 'p',
            _ => '-',
        };
        return type + Class(mode >> 6, (mode & 0x800) != 0, 's') + Class(mode >> 3, (mode & 0x400) != 0, 's') + Class(mode, (mode & 0x200) != 0, 't');
    }

    /// <summary>A time of this machine; <c>1970</c> where it is out of range.</summary>
    public static string TimeOf(long seconds, string format)
    {
        long bounded = Math.Clamp(seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds() + 86400, DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 86400);
        return DateTimeOffset.FromUnixTimeSeconds(bounded).ToLocalTime().ToString(format, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Class(int bits, bool isSpecial, char special) => string.Concat(
        (bits & 4) != 0 ? "r" : "-",
        (bits & 2) != 0 ? "w" : "-",
        isSpecial ? ((bits & 1) != 0 ? special : char.ToUpperInvariant(special)).ToString() : (bits & 1) != 0 ? "x" : "-");
}
