using System.Text;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>
/// Finds git repositories on disk and reads what the filters need to know of them. It reads files only: no git has to be installed.
/// What cannot be read is a problem beside the facts, never an exception: ignore rules then count without it. A repository that does not belong
/// to the user is refused with a <see cref="SyncException"/> of <see cref="ExitCode.Usage"/>.
/// </summary>
public static class GitRepository
{
    private const int MaximumPointerLength = 64 * 1024;

    /// <summary>Room for two and a half million tracked files.</summary>
    private const int MaximumIndexLength = 256 << 20;

    /// <summary>What <c>core.excludesFile</c> names where a user wants none.</summary>
    private const string NoFile = "/dev/null";

    /// <summary>
    /// What the repository says whose <c>.git</c> (a directory, or the file of a worktree or submodule) stands in
    /// <paramref name="directory"/>; null when there is none, or when it is no repository in git's eyes (no HEAD, objects and refs).
    /// </summary>
    /// <param name="directory">An absolute path.</param>
    /// <param name="owners">Whose repositories count; the user's unless told otherwise.</param>
    public static GitRepositoryFacts? Open(string directory, OwnerRule? owners = null)
    {
        if (FindDirectories(directory, owners ?? OwnerRule.OfProcess) is not var (gitDirectory, commonDirectory))
        {
            return null;
        }

        var exclude = Path.Combine(commonDirectory, "info", "exclude");
        var tracked = ReadTracked(gitDirectory, commonDirectory, out var problem);
        var facts = new GitFacts { Tracked = tracked, InfoExclude = ReadRules(exclude) };
        var isInside = commonDirectory == Path.Combine(directory, ".git");
        return new GitRepositoryFacts(isInside ? facts : facts with { InfoExcludePath = exclude }, problem);
    }

    /// <summary>
    /// The repository in whose working tree the project lies; null when there is none, or when the project has a <c>.git</c> of its own.
    /// </summary>
    public static EnclosingRepositoryFacts? Discover(string projectDirectory, OwnerRule? owners = null)
    {
        owners ??= OwnerRule.OfProcess;
        var project = OwnerRule.RealPath(projectDirectory);
        if (FindTop(project, owners) is not { } top || top == project || Open(top, owners) is not { } repository)
        {
            return null;
        }

        var relative = Path.GetRelativePath(top, project).Replace(Path.DirectorySeparatorChar, '/');
        var enclosing = new EnclosingRepository(repository.Facts, Encoding.UTF8.GetBytes(relative), ReadGitIgnores(top, relative));
        return new EnclosingRepositoryFacts(enclosing, repository.Problem);
    }

    /// <summary>The nearest directory, from a directory upwards, that has a repository; null when there is none.</summary>
    /// <param name="directory">An absolute path without links.</param>
    /// <param name="owners">Says how far up to look, and whose repositories count.</param>
    internal static string? FindTop(string directory, OwnerRule owners) =>
        ((IEnumerable<string>)[directory, .. owners.Above(directory)]).FirstOrDefault(top => FindDirectories(top, owners) is not null);

    /// <summary>The bytes of an ignore file of git's, or null when it is missing or may not be read, as git treats it.</summary>
    /// <exception cref="SyncException">It is no regular file, too long, or has a pattern that is: without it a secret could be sent.</exception>
    internal static byte[]? ReadRules(string path)
    {
        byte[]? content = path == NoFile ? null : ReadIfExists(path, RuleFileReader.MaxLength);
        return content is not null && IgnoreFile.FindTooLong(content) is { } line
            ? throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)}:{line} has a pattern that is too long, the most is {IgnoreFile.MaxPatternLength} bytes")
            : content;
    }

    /// <summary>The bytes of a file, or null when it is missing or may not be read.</summary>
    /// <exception cref="SyncException">It is no regular file or too long.</exception>
    internal static byte[]? ReadIfExists(string path, long maxLength)
    {
        try
        {
            return SmallFile.Read(path, maxLength);
        }
        catch (FileSystemException failure) when (failure.Error is not (Errno.None or Errno.EFBIG))
        {
            return null;
        }
        catch (FileSystemException failure)
        {
            throw new SyncException(ExitCode.Usage, $"cannot read {DisplayText.Of(path)}: {failure.Cause}", failure);
        }
    }

    /// <summary>The repository's own directory and the one it shares with its worktrees, if git would take them for a repository.</summary>
    internal static (string Git, string Common)? FindDirectories(string directory, OwnerRule owners)
    {
        var dotGit = Path.Combine(directory, ".git");
        if (FindGitDirectory(dotGit, owners) is not { } git || !File.Exists(Path.Combine(git, "HEAD")))
        {
            return null;
        }

        owners.Check(dotGit);
        owners.Check(git, directory);
        var common = FindCommonDirectory(git);
        owners.Check(common, directory);
        ExpectFiles(git, "HEAD", "config.worktree");
        ExpectFiles(common, "config", "packed-refs", "shallow", "objects/info/alternates");
        return Directory.Exists(Path.Combine(common, "objects")) && Directory.Exists(Path.Combine(common, "refs")) ? (git, common) : null;
    }

    /// <summary>
    /// Whatever is no file where git reads one would keep it waiting: it opens a FIFO, and whoever cloned the
    /// repository got that from somebody else.
    /// </summary>
    private static void ExpectFiles(string directory, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(directory, name);
            if (SmallFile.FindFlaw(path) is { } flaw)
            {
                throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)}: {flaw}, and git would wait for it. Remove it, or name another project.");
            }
        }
    }

    private static List<byte[]?> ReadGitIgnores(string top, string relative)
    {
        var files = new List<byte[]?>();
        var directory = top;
        foreach (var name in relative.Split('/'))
        {
            var file = new FileInfo(Path.Combine(directory, ".gitignore"));
            files.Add(file.LinkTarget is null ? ReadRules(file.FullName) : null);
            directory = Path.Combine(directory, name);
        }

        return files;
    }

    /// <summary>The directory <c>.git</c> is, or the one its <c>gitdir:</c> line names.</summary>
    private static string? FindGitDirectory(string dotGit, OwnerRule owners)
    {
        if (Directory.Exists(dotGit))
        {
            return dotGit;
        }

        owners.Check(dotGit);
        return ReadPointer(dotGit) is { } pointer && pointer.StartsWith("gitdir: ", StringComparison.Ordinal)
            ? Path.GetFullPath(pointer["gitdir: ".Length..], Path.GetDirectoryName(dotGit)!)
            : null;
    }

    /// <summary>
    /// A worktree shares all but its HEAD and index with the repository it belongs to, which its <c>commondir</c> file names.
    /// </summary>
    private static string FindCommonDirectory(string gitDirectory) =>
        ReadPointer(Path.Combine(gitDirectory, "commondir")) is { } pointer
            ? Path.GetFullPath(pointer, Path.GetFullPath(gitDirectory))
            : gitDirectory;

    private static string? ReadPointer(string path)
    {
        try
        {
            return SmallFile.Read(path, MaximumPointerLength) is { } content ? Encoding.UTF8.GetString(content).TrimEnd('\r', '\n') : null;
        }
        catch (FileSystemException)
        {
            // git would not take it for a repository either.
            return null;
        }
    }

    private static TrackedPaths ReadTracked(string gitDirectory, string commonDirectory, out string? problem)
    {
        var path = Path.Combine(gitDirectory, "index");
        problem = null;
        try
        {
            return SmallFile.Read(path, MaximumIndexLength) is { } content
                ? GitIndex.Read(content, GitRepositoryConfig.ObjectNameLength(commonDirectory))
                : TrackedPaths.None;
        }
        catch (Exception error) when (error is FileSystemException or InvalidDataException)
        {
            string cause = error is FileSystemException failure ? failure.Cause : error.Message;
            problem = $"{DisplayText.Of(path)}: cannot tell which files git tracks: {cause}. Files that are tracked and ignored are not sent.";
            return TrackedPaths.None;
        }
    }
}

/// <summary>What a repository says, and what of it could not be read: a message with path, cause and effect, or null.</summary>
public sealed record GitRepositoryFacts(GitFacts Facts, string? Problem);

/// <summary>The same for the repository around a project.</summary>
public sealed record EnclosingRepositoryFacts(EnclosingRepository Repository, string? Problem);
