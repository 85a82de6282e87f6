using System.Globalization;
using System.Text;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Texts;

/// <summary>
/// A format of <c>--out-format</c> or <c>--log-file-format</c>: text with escapes such as <c>%-10n</c> or <c>%''l</c>.
/// </summary>
internal sealed class LineFormat
{
    private readonly string _format;
    private readonly RsyncOptions _options;
    private readonly TransferWay _way;

    /// <summary>Reads a format. Throws <see cref="RsyncException"/> for escapes that Lockstep cannot fill.</summary>
    public LineFormat(string format, RsyncOptions options, TransferWay way)
    {
        _format = format;
        _options = options;
        _way = way;
        Render('\0', letter => "bcC".Contains(letter) ? throw new RsyncException(RsyncExit.Unsupported, $"rsync: Lockstep does not support %{letter} in formats") : "");
    }

    /// <summary>Whether an escape occurs.</summary>
    public bool Has(char escape)
    {
        bool found = false;
        Render('\0', letter =>
        {
            found |= letter == escape;
            return "";
        });
        return found;
    }

    /// <summary>Returns the line of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="flags">What was said of it.</param>
    /// <param name="leader">The name that a hard link leads to; null for none.</param>
    public string Of(FileEntry entry, ItemFlags flags, string? leader) => Render('\0', letter => letter switch
    {
        'i' => ItemText.Of(entry, flags, _options, _way),
        'n' => entry.Shown + (entry.IsDirectory ? "/" : ""),
        'f' => entry.Origin.Length == 0 ? ByteWord.Of(entry.Name) : entry.IsRoot ? entry.Origin : $"{entry.Origin}/{ByteWord.Of(entry.Name)}",
        'L' => leader is not null ? " => " + leader : entry.LinkText is { } text && _options.Preserve.Links ? " -> " + ByteWord.Of(text) : "",
        'o' => _way.IsSender ? "send" : "recv",
        'l' => entry.Size.ToString(CultureInfo.InvariantCulture),
        'M' => ModeText.TimeOf(entry.Modified, "yyyy/MM/dd-HH:mm:ss"),
        'B' => ModeText.Of(entry.Mode)[1..],
        'U' => entry.UserId.ToString(CultureInfo.InvariantCulture),
        'G' => entry.GroupId.ToString(CultureInfo.InvariantCulture),
        _ => Common(letter),
    });

    /// <summary>Returns the line of a deletion.</summary>
    public string OfDeleted(string name) => Render('\0', letter => letter switch
    {
        'i' => ItemText.Deleted,
        'n' or 'f' => name,
        'o' => "del.",
        'l' => "0",
        'L' or 'M' or 'B' or 'U' or 'G' => "",
        _ => Common(letter),
    });

    private static string? Common(char letter) => letter switch
    {
        't' => DateTime.Now.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture),
        'p' => Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        'm' or 'u' => "",
        '%' => "%",
        _ => null,
    };

    private string Render(char end, Func<char, string?> fill)
    {
        var line = new StringBuilder();
        for (int i = 0; i < _format.Length; i++)
        {
            int start = i;
            if (_format[i] != '%' || i + 1 == _format.Length)
            {
                line.Append(_format[i]);
                continue;
            }

            int level = 0;
            for (; i + 1 < _format.Length && _format[i + 1] == '\''; i++)
            {
                level++;
            }

            int digits = i + 1;
            for (; i + 1 < _format.Length && (char.IsAsciiDigit(_format[i + 1]) || (_format[i + 1] == '-' && i + 1 == digits)); i++)
            {
            }

            string width = _format[digits..(i + 1)];
            char letter = i + 1 < _format.Length ? _format[++i] : end;
            string? value = fill(letter);
            value = level > 0 && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? NumberText.Of(number, level) : value;
            line.Append(value is null ? _format[start..(i + 1)] : Pad(value, width));
        }

        return line.ToString();
    }

    private static string Pad(string value, string width) =>
        !int.TryParse(width, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int columns) ? value
        : columns < 0 ? value.PadRight(Math.Min(-columns, 1000))
        : value.PadLeft(Math.Min(columns, 1000));
}
