using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The file that LOCKSTEP_CHANGED names while a command runs: the changed paths, one a line, relative to the root. A path with a control character, a double quote or a backslash
/// is written in double quotes with escapes (<c>\n</c> is a newline, <c>\ooo</c> a byte), as git does; so every line is one path.
/// </summary>
internal sealed class ChangedFile : IDisposable
{
    private const string Nothing = "/dev/null";

    private ChangedFile(string path) => Path = path;

    /// <summary>Where it is; <c>/dev/null</c> when nothing changed.</summary>
    public string Path { get; }

    /// <summary>Writes it, for the owner's eyes only.</summary>
    public static ChangedFile Write(IReadOnlyList<RelativePath> paths)
    {
        if (paths.Count == 0)
        {
            return new ChangedFile(Nothing);
        }

        var lines = new ArrayBufferWriter<byte>();
        foreach (RelativePath path in paths)
        {
            WriteLine(lines, path.Bytes);
        }

        string file = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(file, lines.WrittenSpan);
        return new ChangedFile(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Path != Nothing)
        {
            File.Delete(Path);
        }
    }

    private static void WriteLine(IBufferWriter<byte> lines, ReadOnlySpan<byte> path)
    {
        if (path.ContainsAnyInRange((byte)0, (byte)31) || path.ContainsAny((byte)'"', (byte)'\\', (byte)127))
        {
            lines.WriteByte((byte)'"');
            foreach (byte value in path)
            {
                WriteEscaped(lines, value);
            }

            lines.WriteByte((byte)'"');
        }
        else
        {
            lines.Write(path);
        }

        lines.WriteByte((byte)'\n');
    }

    private static void WriteEscaped(IBufferWriter<byte> lines, byte value)
    {
        switch (value)
        {
            case (byte)'\n':
                lines.Write("\\n"u8);
                break;
            case (byte)'\t':
                lines.Write("\\t"u8);
                break;
            case (byte)'"' or (byte)'\\':
                lines.Write([(byte)'\\', value]);
                break;
            case < 32 or 127:
                lines.Write([(byte)'\\', (byte)('0' + (value >> 6)), (byte)('0' + ((value >> 3) & 7)), (byte)('0' + (value & 7))]);
                break;
            default:
                lines.WriteByte(value);
                break;
        }
    }
}
