using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Owners;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// Tells which project a directory is, and at which git commit. What the files of <c>.git</c> tell exactly is read from them; git is started for
/// the first commit of a history, once for each repository, and for whether a commit is contained in another. Safe for many threads.
/// </summary>
/// <param name="directory">The project's directory, absolute.</param>
/// <param name="cacheDirectory">The client's own; what it remembers of projects is kept below it.</param>
/// <param name="home">The user's home directory; empty for none.</param>
/// <param name="owners">Whose repositories count; null for the user's.</param>
public sealed class ProjectSource(string directory, string cacheDirectory, string home, OwnerRule? owners = null)
{
    private const string OfRepository = "git", OfDirectory = "dir";
    private const int MostPathLength = 180;

    private readonly Lock _lock = new();
    private readonly ProjectIdentities _identities = new(Path.Combine(cacheDirectory, "projects"));
    private string? _root;
    private string? _directoryId;

    /// <summary>The directory above it that outside git tells one project from another; null for its own.</summary>
    public string? Whole { get; init; }

    /// <summary>The source of a run that is made now, without whether the tree is the commit's.</summary>
    public RunSource Identify()
    {
        GitCheckout? checkout = FindCheckout();
        GitHead head = checkout is null ? default : GitHead.Read(checkout);
        bool hasCommit = !string.IsNullOrEmpty(head.Commit);
        string project = hasCommit ? IdentityOf(checkout!) : IdentityOfDirectory();
        return new RunSource(project, Shown())
        {
            Commit = head.Commit ?? "",
            Branch = DisplayText.Of(head.Branch ?? ""),
        };
    }

    /// <summary>The branch that is checked out, without <c>refs/heads/</c>; empty for none.</summary>
    public string FindBranch() => FindCheckout() is { } checkout ? GitHead.Read(checkout).Branch : "";

    /// <summary>
    /// The tag of a commit, as far as the references tell without reading objects: a tag of its own, or an annotated one
    /// that git has packed. The last by name where there are several; empty where there is none.
    /// </summary>
    public string FindTag(string commit) =>
        commit.Length > 0 && FindCheckout() is { } checkout ? GitTags.Find(checkout, commit) : "";

    /// <summary>Whether a source is this very directory's from before it became a git checkout with a commit.</summary>
    public bool WasDirectory(RunSource source) => source.Project.StartsWith($"{OfDirectory}:", StringComparison.Ordinal) && source.Project == IdentityOfDirectory();

    /// <summary>Whether a commit is the checked out one or an ancestor of it; null where this repository does not have it, or nobody can tell.</summary>
    public bool? Contains(string commit)
    {
        if (commit.Length == 0 || FindCheckout() is not { } checkout)
        {
            return null;
        }

        if (GitHead.Read(checkout).Commit == commit)
        {
            return true;
        }

        // Lists the commit where it is not among the ancestors of HEAD, and fails where it is not known.
        byte[]? outside = GitProgram.Ask(checkout, "rev-list", "--max-count=1", commit, "^HEAD", "--");
        return outside is null ? null : outside.Length == 0;
    }

    /// <summary>The source of a run of a scanned project: whether its tree is the commit's, and in the form of git's blobs.</summary>
    /// <param name="root">The project, open.</param>
    /// <param name="project">Its scan, with stamps.</param>
    /// <param name="newestNs">The latest modification time among the files that the run sends, in nanoseconds since 1970.</param>
    /// <param name="isProtected">Whether a path (second argument: a directory's) is not sent.</param>
    internal RunSource Describe(RootedDirectory root, Snapshot project, long newestNs, Func<RelativePath, bool, bool> isProtected)
    {
        RunSource source = Identify();
        if (source.Commit.Length == 0 || FindCheckout() is not { } checkout)
        {
            return source;
        }

        // git writes the index after the files it checks out or commits: what was saved after it is in no commit, which is how most runs are.
        bool isIndexed = newestNs <= IndexedTree.WrittenAtNs(checkout)
            && IndexedTree.Read(checkout) is { } index
            && new TreeCleanness(root, isProtected).IsIndexed(index, project);
        bool isClean = isIndexed && GitProgram.Ask(checkout, "diff-index", "--cached", "--quiet", source.Commit, "--") is not null;
        return source with { IsClean = isClean, IsVerbatim = isClean && GitConversions.AreOff(checkout, IndexedTree.Read(checkout)!) };
    }

    /// <summary>The project with the contents that git vouches for; as it is where it vouches for none.</summary>
    /// <param name="project">Its scan, with stamps.</param>
    /// <param name="baseline">What the target was last given.</param>
    /// <param name="last">Where that came from.</param>
    internal Snapshot FillVouched(Snapshot project, Snapshot baseline, RunSource? last)
    {
        bool mayVouch = last is { IsClean: true, IsVerbatim: true, Commit.Length: > 0 };
        if (!mayVouch || FindCheckout() is not { } checkout || IndexedTree.Read(checkout) is not { } index || !GitConversions.AreOff(checkout, index))
        {
            return project;
        }

        byte[]? differing = GitProgram.Ask(checkout, "diff-index", "--cached", "--name-only", "-z", "--no-renames", last!.Commit, "--");
        return differing is null ? project : VouchedContents.Fill(project, baseline, index, PathsIn(differing, checkout.Path));
    }

    private GitCheckout? FindCheckout() => GitCheckout.Find(directory, owners ?? OwnerRule.OfProcess);

    private static HashSet<RelativePath> PathsIn(ReadOnlySpan<byte> names, string project)
    {
        var paths = new HashSet<RelativePath>();
        byte[] prefix = project.Length == 0 ? [] : Encoding.UTF8.GetBytes($"{project}/");
        foreach (Range range in names.Split((byte)0))
        {
            ReadOnlySpan<byte> name = names[range];
            if (name.Length > prefix.Length && name.StartsWith(prefix))
            {
                paths.Add(RelativePath.Parse(name[prefix.Length..]));
            }
        }

        return paths;
    }

    private string IdentityOf(GitCheckout checkout)
    {
        string root = FindRoot(checkout);
        string path = checkout.Path.Length == 0 ? "" : $"/{PlainOrHash(checkout.Path)}";
        return root.Length == 0 ? "" : $"{OfRepository}:{root}{path}";
    }

    /// <summary>The first commit of the history, following first parents: one, whatever was merged. Empty where git cannot tell.</summary>
    private string FindRoot(GitCheckout checkout)
    {
        lock (_lock)
        {
            return _root ??= _identities.Find(OfRepository, checkout.CommonDirectory) ?? AskRoot(checkout);
        }
    }

    private string AskRoot(GitCheckout checkout)
    {
        // Where the history is cut off, its first commit is another one with every push.
        if (File.Exists(Path.Combine(checkout.CommonDirectory, "shallow")))
        {
            return "";
        }

        byte[]? answer = GitProgram.Ask(checkout, "rev-list", "--max-parents=0", "--first-parent", "HEAD", "--");
        string root = Encoding.ASCII.GetString(answer ?? []).Trim();
        if (root.Length is not (40 or 64))
        {
            return "";
        }

        _identities.Keep(OfRepository, checkout.CommonDirectory, root);
        return root;
    }

    /// <summary>A random number that the client remembers; empty where it cannot keep one.</summary>
    private string IdentityOfDirectory()
    {
        lock (_lock)
        {
            return _directoryId ??= FindIdentityOfWhole() is { Length: > 0 } whole ? $"{OfDirectory}:{whole}{PathInWhole()}" : "";
        }
    }

    private string FindIdentityOfWhole()
    {
        string whole = Whole ?? directory;
        if (_identities.Find(OfDirectory, whole) is { } known)
        {
            return known;
        }

        string made = Guid.NewGuid().ToString("N");
        return _identities.Keep(OfDirectory, whole, made) ? made : "";
    }

    private string PathInWhole() => Whole is null || Whole == directory ? "" : $"/{PlainOrHash(Path.GetRelativePath(Whole, directory))}";

    private string Shown()
    {
        bool isBelowHome = home.Length > 1 && directory.StartsWith($"{home.TrimEnd('/')}/", StringComparison.Ordinal);
        return DisplayText.Of(isBelowHome ? $"~{directory[home.TrimEnd('/').Length..]}" : directory);
    }

    private static string PlainOrHash(string path) => path.Length <= MostPathLength && path.All(static character => character is > ' ' and <= '~' and not '\\')
        ? path
        : $"#{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(path)).ToString("x32", CultureInfo.InvariantCulture)}";
}
