namespace Lockstep.Rsync.FileList;

/// <summary>A device's number in the one word of protocol 27.</summary>
internal static class DeviceNumber
{
    /// <summary>The word of both numbers.</summary>
    public static int Join(int major, int minor) => ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & ~0xff) << 12);

    /// <summary>Both numbers of a word.</summary>
    public static (int Major, int Minor) Split(int word) => ((word >> 8) & 0xfff, (word & 0xff) | ((word >> 12) & 0xfff00));
}
