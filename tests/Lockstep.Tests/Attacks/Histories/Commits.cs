using System.Security.Cryptography;
using System.Text;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>The git history of the checkouts: what people do with it, and what each commit has at the paths of a history.</summary>
internal sealed class Commits(SeveralCheckouts scene)
{
    private readonly Dictionary<string, string> _heads = [];
    private readonly Dictionary<string, Dictionary<string, string>> _blobs = [];

    /// <summary>The commit that somebody has checked out.</summary>
    public string HeadOf(Checkout checkout)
    {
        if (!_heads.TryGetValue(checkout.Name, out string? head))
        {
            _heads[checkout.Name] = head = GitScene.Git(DirectoryOf(checkout), "rev-parse", "HEAD");
        }

        return head;
    }

    /// <summary>Whether a commit has this content at a path, or nothing where it is null.</summary>
    public bool Has(string commit, string path, string? content)
    {
        if (!_blobs.TryGetValue(commit, out Dictionary<string, string>? blobs))
        {
            string tree = GitScene.Git(scene.Place + "/" + AnyWith(commit), "ls-tree", "-r", commit, "project/");
            _blobs[commit] = blobs = tree.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .ToDictionary(line => line[1]["project/".Length..], line => line[0].Split(' ')[2]);
        }

        return blobs.GetValueOrDefault(path) == (content is null ? null : BlobOf(content));
    }

    /// <summary>Whether what somebody has checked out contains a commit.</summary>
    public bool Contains(Checkout checkout, string commit) =>
        HeadOf(checkout) == commit
        || GitScene.TryGit(DirectoryOf(checkout), out _, "merge-base", "--is-ancestor", commit, "HEAD");

    /// <summary>Commits everything of a project.</summary>
    public void Commit(Checkout checkout)
    {
        GitScene.Git(DirectoryOf(checkout), "add", "--all", "project");
        GitScene.Git(DirectoryOf(checkout), "commit", "--quiet", "--allow-empty", "--message", "work");
        Settle(checkout);
    }

    /// <summary>Merges what another one has committed; where both changed the same, one's own wins.</summary>
    /// <returns>Whether it went.</returns>
    public bool Pull(Checkout checkout, Checkout from)
    {
        string directory = DirectoryOf(checkout);
        bool isDone = GitScene.TryGit(
            directory, out _, "pull", "--quiet", "--no-rebase", "--no-edit", "-X", "ours", DirectoryOf(from), "HEAD");
        if (!isDone)
        {
            // A merge that cannot be made is given up; where git refused to begin one, there is none to give up.
            GitScene.TryGit(directory, out _, "merge", "--abort");
        }

        Directory.CreateDirectory(checkout.Tree.Root);
        Settle(checkout);
        return isDone;
    }

    /// <summary>
    /// Has the index be younger than all files, as it is a moment after a checkout: only then does git vouch for what stands there.
    /// </summary>
    public void Settle(Checkout checkout)
    {
        _heads.Remove(checkout.Name);
        File.SetLastWriteTimeUtc(Path.Combine(DirectoryOf(checkout), ".git", "index"), DateTime.UtcNow.AddSeconds(2));
    }

    private string DirectoryOf(Checkout checkout) => Path.Combine(scene.Place, checkout.Name);

    private string AnyWith(string commit) =>
        scene.People.First(person => GitScene.TryGit(DirectoryOf(person), out _, "cat-file", "-e", commit)).Name;

    private static string BlobOf(string content)
    {
        byte[] blob = Encoding.UTF8.GetBytes($"blob {Encoding.UTF8.GetByteCount(content)}\0{content}");
#pragma warning disable CA5350 // The name that git gives to a blob.
        return Convert.ToHexStringLower(SHA1.HashData(blob));
#pragma warning restore CA5350
    }
}
