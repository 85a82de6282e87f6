using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>What stands at one path.</summary>
/// <param name="Content">What the file says; null where no file stands.</param>
/// <param name="TimeNs">Its modification time.</param>
internal readonly record struct Version(string? Content, long TimeNs);

/// <summary>What stands at each path of a history in one tree at one moment.</summary>
internal sealed class TreeView
{
    /// <summary>The paths that a history is about: at the top, in a directory and below two directories.</summary>
    public static readonly string[] Paths = ["a", "b", "d/x", "d/y", "e/f/g"];

    private readonly Dictionary<string, Version> _versions;

    private TreeView(Dictionary<string, Version> versions) => _versions = versions;

    public Version this[string path] => _versions[path];

    public static TreeView Of(LiveTree tree) => new(Paths.ToDictionary(path => path, path => VersionOf(tree, path)));

    /// <summary>The paths at which two trees have other contents.</summary>
    public IEnumerable<string> ChangedUntil(TreeView later) => Paths.Where(path => this[path].Content != later[path].Content);

    /// <summary>This tree, with what another one has at some paths.</summary>
    public TreeView With(TreeView now, IEnumerable<string> paths)
    {
        Dictionary<string, Version> versions = new(_versions);
        foreach (string path in paths)
        {
            versions[path] = now[path];
        }

        return new TreeView(versions);
    }

    public bool IsSame(TreeView other) => Paths.All(path => this[path] == other[path]);

    public override string ToString() =>
        string.Join(' ', Paths.Where(path => this[path].Content is not null).Select(path => $"{path}={this[path].Content}"));

    private static Version VersionOf(LiveTree tree, string path) =>
        tree.TryStat(RelativePath.Parse(path), out var status) && status.Type == EntryType.File
            ? new Version(SeveralCheckouts.Read(tree, path), status.ModifiedNs)
            : default;
}
