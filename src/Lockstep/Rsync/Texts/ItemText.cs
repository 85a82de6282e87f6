using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Texts;

/// <summary>The letters of <c>%i</c>.</summary>
internal static class ItemText
{
    /// <summary>What is said of a deletion.</summary>
    public const string Deleted = "*deleting  ";

    /// <summary>Returns the eleven letters.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="flags">What the generator said of it.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="way">Which way entries go.</param>
    public static string Of(FileEntry entry, ItemFlags flags, RsyncOptions options, TransferWay way)
    {
        Span<char> letters = stackalloc char[11];
        letters[0] = flags.HasFlag(ItemFlags.LocalChange) ? flags.HasFlag(ItemFlags.ExtraName) ? 'h' : 'c'
            : !flags.HasFlag(ItemFlags.Transfer) ? '.'
            : way.IsSent ? '<' : '>';
        letters[1] = entry.IsDirectory ? 'd' : entry.IsSymlink ? 'L' : entry.IsDevice ? 'D' : entry.IsSpecial ? 'S' : 'f';
        if (flags.HasFlag(ItemFlags.IsNew))
        {
            letters[2..].Fill('+');
            return new string(letters);
        }

        bool hasLateTime = !options.Preserve.Times || (entry.IsSymlink && (flags.HasFlag(ItemFlags.Size) || !way.KeepsLinkTimes));
        letters[2] = Letter(ItemFlags.Change, 'c');
        letters[3] = entry.IsSymlink ? '.' : Letter(ItemFlags.Size, 's');
        letters[4] = Letter(ItemFlags.Time, hasLateTime ? 'T' : 't');
        letters[5] = Letter(ItemFlags.Permissions, 'p');
        letters[6] = Letter(ItemFlags.Owner, 'o');
        letters[7] = Letter(ItemFlags.Group, 'g');
        letters[8] = (flags & (ItemFlags.AccessTime | ItemFlags.CreationTime)) switch
        {
            ItemFlags.None => '.',
            ItemFlags.AccessTime => 'u',
            ItemFlags.CreationTime => 'n',
            _ => 'b',
        };
        letters[9] = Letter(ItemFlags.AccessList, 'a');
        letters[10] = Letter(ItemFlags.Attributes, 'x');
        if (letters[0] is '.' or 'h' or 'c' && letters[2..].IndexOfAnyExcept('.') < 0)
        {
            letters[2..].Fill(' ');
        }

        return new string(letters);

        char Letter(ItemFlags flag, char letter) => flags.HasFlag(flag) ? letter : '.';
    }
}
