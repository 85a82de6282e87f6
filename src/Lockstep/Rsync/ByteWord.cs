using System.Text;

namespace Lockstep.Rsync;

/// <summary>
/// A word of rsync's command line or a name of its file list: a string with one character for each byte (Latin-1).
/// Arguments and names are bytes that may be no text, and almost everything that is asked of them (first letter, part
/// before a colon, equality) is a question about bytes.
/// </summary>
public static class ByteWord
{
    /// <summary>Returns the word that stands for bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Returns the word that stands for a text in UTF-8.</summary>
    public static string OfText(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the bytes that a word stands for.</summary>
    public static byte[] Bytes(string word) => Encoding.Latin1.GetBytes(word);

    /// <summary>Returns a word as text, for messages of our own.</summary>
    public static string Text(string word) => Encoding.UTF8.GetString(Bytes(word));
}
