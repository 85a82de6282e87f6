using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Texts;

/// <summary>The lines of <c>--list-only</c>.</summary>
internal static class ListText
{
    /// <summary>Returns an entry's line.</summary>
    public static string Of(FileEntry entry, RsyncOptions options)
    {
        int level = options.Output.HumanReadable;
        string size = NumberText.Of(entry.Size, level).PadLeft(level == 0 ? 11 : 14);
        string target = entry.LinkText is { } text && options.Preserve.Links ? " -> " + ByteWord.Of(text) : "";
        return $"{ModeText.Of(entry.Mode)} {size} {ModeText.TimeOf(entry.Modified, "yyyy/MM/dd HH:mm:ss")} {ByteWord.Of(entry.Name)}{target}";
    }
}
