using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>
/// Paths of Windows as the layers above have them, in UTF-8: <c>/C:/Users/me</c>, and <c>//server/share/x</c>. So they start
/// with a slash and consist of names, as all do. What stands at <c>/</c> are the drives.
/// </summary>
internal static class WindowsPath
{
    private const string Raw = @"\\?\";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> NeverInNames = SearchValues.Create("<>:\"|?*\\/");

    /// <summary>Names of devices: a file of that name, whatever its ending, cannot be made.</summary>
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>The path as the layers above have it.</summary>
    /// <param name="text">A full path of Windows.</param>
    public static byte[] FromText(string text)
    {
        string bare = text.StartsWith(@"\\?\UNC\", StringComparison.Ordinal) ? @"\\" + text[8..]
            : text.StartsWith(Raw, StringComparison.Ordinal) ? text[Raw.Length..]
            : text;
        string slashed = bare.Replace('\\', '/');
        string rooted = slashed.StartsWith('/') ? slashed : "/" + slashed;
        return BytesOf(rooted.Length > 1 && !rooted.EndsWith(":/", StringComparison.Ordinal) ? rooted.TrimEnd('/') : rooted);
    }

    /// <summary>The path for people and the framework.</summary>
    public static string ToText(ReadOnlySpan<byte> path)
    {
        string text = Encoding.UTF8.GetString(path);
        string bare = text.Length > 2 && text[0] == '/' && text[2] == ':' ? text[1..] : text;
        return (bare.Length == 2 && bare[1] == ':' ? bare + "/" : bare).Replace('/', '\\');
    }

    /// <summary>The path for calls: no name in it means anything else than itself, and it may be long.</summary>
    /// <returns>False for what is no text.</returns>
    public static bool TryRaw(ReadOnlySpan<byte> path, [NotNullWhen(true)] out string? raw)
    {
        try
        {
            _ = Strict.GetCharCount(path);
        }
        catch (DecoderFallbackException)
        {
            raw = null;
            return false;
        }

        string text = ToText(path);
        raw = text.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\UNC" + text[1..] : Raw + text;
        return true;
    }

    /// <summary>Whether programs of Windows can use a file whose path ends with such a name.</summary>
    public static bool IsUsableName(ReadOnlySpan<byte> path)
    {
        string name = Encoding.UTF8.GetString(path[(path.LastIndexOf((byte)'/') + 1)..]);
        string stem = name.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        bool isDevice = Devices.Contains(stem)
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal))
                && (char.IsAsciiDigit(stem[3]) && stem[3] != '0' || stem[3] is '\u00b9' or '\u00b2' or '\u00b3'));
        return !isDevice && !name.EndsWith('.') && !name.EndsWith(' ') && name.AsSpan().IndexOfAny(NeverInNames) < 0
            && !name.AsSpan().ContainsAnyInRange('\0', '\u001f');
    }

    /// <summary>
    /// A text in UTF-8. Halves of a surrogate pair, which Windows allows alone in names, become bytes that are no UTF-8, so
    /// that the name is not taken for another one.
    /// </summary>
    public static byte[] BytesOf(ReadOnlySpan<char> text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(text, out Rune rune, out int consumed);
            Span<byte> room = bytes.GetSpan(4);
            if (status == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(room));
            }
            else
            {
                int half = text[0];
                (room[0], room[1], room[2]) = ((byte)(0xe0 | (half >> 12)), (byte)(0x80 | ((half >> 6) & 0x3f)), (byte)(0x80 | (half & 0x3f)));
                bytes.Advance(3);
                consumed = 1;
            }

            text = text[consumed..];
        }

        return bytes.WrittenSpan.ToArray();
    }
}
