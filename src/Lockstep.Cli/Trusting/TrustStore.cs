using System.Security.Cryptography;
using System.Text;
using Lockstep.Cli.Texts;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Cli.Trusting;

/// <summary>
/// What the user has trusted, a file for each project's directory: the digests of values, and whether the directory counts although it belongs to
/// somebody else. Only the user's own files are believed.
/// </summary>
/// <param name="directory">Where the files are; null where nothing can be kept.</param>
internal sealed class TrustStore(string? directory)
{
    private const string Header = "lockstep trust 1";
    private const string PlaceLine = "place";
    private const string ValuePrefix = "value ";
    private const long MaxLength = 1 << 20;
    private const ushort PrivateDirectory = 0b111_000_000;

    /// <summary>Whether a project's directory counts, whoever it belongs to.</summary>
    /// <param name="project">Its absolute path, free of links.</param>
    public bool TrustsPlace(string project) => Read(project).Contains(PlaceLine);

    /// <summary>The values that the user has not trusted.</summary>
    public IReadOnlyList<ProjectValue> Untrusted(string project, IEnumerable<ProjectValue> values)
    {
        string[] known = Read(project);
        return [.. values.Distinct().Where(value => !known.Contains(ValuePrefix + value.Digest))];
    }

    /// <summary>Remembers values, and whether the directory counts, besides what is trusted already.</summary>
    /// <exception cref="SyncException">Nothing can be kept.</exception>
    public void Add(string project, IEnumerable<ProjectValue> values, bool withPlace)
    {
        string path = PathOf(project)
            ?? throw new SyncException(ExitCode.Usage, "cannot remember what is trusted: HOME is not set. Set it, or LOCKSTEP_TRUST=1 to trust what a project says in this run");
        IEnumerable<string> lines =
        [
            Header, $"directory {DisplayText.Of(project)}", .. Read(project).Skip(2), .. withPlace ? [PlaceLine] : Array.Empty<string>(),
            .. values.Select(value => ValuePrefix + value.Digest),
        ];
        try
        {
            Directory.CreateDirectory(directory!);
            using DirectoryHandle store = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory!));
            store.SetOwnMode(PrivateDirectory);
            byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(path)), draft = [.. name, .. Encoding.UTF8.GetBytes($".{Environment.ProcessId}")];
            using (FileHandle file = store.CreateFile(draft, exclusive: false))
            {
                file.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines.Distinct()) + "\n"));
            }

            store.Rename(draft, store, name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FileSystemException)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot remember what is trusted in {DisplayText.Of(directory!)}: {IoCause.Of(failure)}", failure);
        }
    }

    /// <summary>The lines of a project's file; none where there is no file, or one that others may have written.</summary>
    private string[] Read(string project)
    {
        try
        {
            return PathOf(project) is { } path && new FileInfo(path) is { Exists: true, LinkTarget: null, Length: < MaxLength } && OwnerRule.OfProcess.FindForeign(path) is null
                && File.ReadAllLines(path) is [Header, _, ..] lines ? lines : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string? PathOf(string project) =>
        directory is null ? null : Path.Join(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project))));
}
