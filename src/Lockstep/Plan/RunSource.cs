using System.Buffers;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Where a run's tree comes from: which project, where that lies, and its git commit. It stands in state files and messages in one form.
/// <code>
/// source   project: sized  directory: sized  commit: sized, 0, 20 or 32  branch: sized  flags: 1, 4 clean + 8 verbatim
/// </code>
/// </summary>
/// <param name="Project">
/// What identifies the project wherever it is checked out: <c>git:ROOT</c> or <c>git:ROOT/PATH</c> with the first commit of the history and the path
/// within the repository, or <c>dir:ID</c> for a directory outside git. Empty where nobody can tell. Printable, at most 255 bytes.
/// </param>
/// <param name="Directory">The project's directory as people read it, such as <c>~/small</c>. At most 255 bytes.</param>
public sealed record RunSource(string Project, string Directory)
{
    /// <summary>Most bytes of each text.</summary>
    public const int MaxText = 255;

    private const byte Clean = 4, Verbatim = 8;

    /// <summary>
    /// What earlier versions called clean and verbatim: they looked at the project alone, so that it proves nothing of
    /// the target.
    /// </summary>
    private const byte Unproven = 1 | 2;

    /// <summary>The commit that is checked out, as 40 or 64 lower-case hexadecimal digits; empty for none.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The branch that is checked out; empty for none.</summary>
    public string Branch { get; init; } = "";

    /// <summary>
    /// Whether the target was left with the commit's tree: no file is changed, new or missing, here or there.
    /// </summary>
    public bool IsClean { get; init; }

    /// <summary>Whether files have exactly the bytes of git's blobs: nothing converts line ends or contents on checkout.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>The same source of a run that leaves something else than its commit.</summary>
    public RunSource Unclean => this with { IsClean = false, IsVerbatim = false };

    /// <summary>Whether two sources are certainly of one project.</summary>
    public bool IsOfProject(RunSource other) => Project.Length > 0 && Project == other.Project;

    /// <summary>The commit as people read it: seven digits, and whether more than the commit was sent; empty for none.</summary>
    public string ShortCommit => Commit.Length == 0 ? "" : $"{Commit[..7]}{(IsClean ? "" : "+")}";

    /// <summary>Writes the source.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        WriteCut(writer, Project);
        WriteCut(writer, Directory);
        writer.WriteSized(Convert.FromHexString(Commit));
        WriteCut(writer, Branch);
        writer.WriteByte((byte)((IsClean ? Clean : 0) | (IsVerbatim ? Verbatim : 0)));
    }

    /// <summary>Reads a source; its texts are safe to print.</summary>
    public static RunSource Read(ref ByteReader reader)
    {
        string project = ReadText(ref reader, "project");
        string directory = ReadText(ref reader, "directory");
        ReadOnlySpan<byte> commit = reader.ReadSized("commit", 32);
        if (commit.Length is not (0 or 20 or 32))
        {
            throw new ProtocolException($"commit has {commit.Length} bytes, it can have 0, 20 or 32");
        }

        string branch = ReadText(ref reader, "branch");
        byte flags = reader.ReadByte("flags of a source");
        return (flags & ~(Clean | Verbatim | Unproven)) == 0
            ? new RunSource(project, directory)
            {
                Commit = Convert.ToHexStringLower(commit),
                Branch = branch,
                IsClean = (flags & Clean) != 0,
                IsVerbatim = (flags & Verbatim) != 0,
            }
            : throw new ProtocolException(
                $"flags of a source are 0x{flags:x2}, they may be 0x{Clean | Verbatim | Unproven:x2}");
    }

    private static string ReadText(ref ByteReader reader, string field) => DisplayText.Of(reader.ReadSized(field, MaxText));

    /// <summary>Writes a text, cut between characters where it is too long.</summary>
    private static void WriteCut(IBufferWriter<byte> writer, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, MaxText);
        while (length < bytes.Length && (bytes[length] & 0xc0) == 0x80)
        {
            length--;
        }

        writer.WriteSized(bytes[..length]);
    }
}
