
namespace Lockstep.Filters.Git;

/// <summary>What one git repository says about its working tree, apart from the <c>.gitignore</c> files in it.</summary>
public sealed record GitFacts
{
    /// <summary>The paths in its index, relative to its working tree.</summary>
    public TrackedPaths Tracked { get; init; } = TrackedPaths.None;

    /// <summary>The bytes of <c>info/exclude</c>, or null.</summary>
    public byte[]? InfoExclude { get; init; }

    /// <summary>Where that file is: relative to the working tree, or absolute for worktrees and submodules.</summary>
    public string InfoExcludePath { get; init; } = ".git/info/exclude";
}

/// <summary>The repository around a project that is a subdirectory of its working tree.</summary>
/// <param name="Facts">What the repository says.</param>
/// <param name="ProjectPath">The path from the top of the working tree to the project, such as <c>services/shop</c>.</param>
/// <param name="GitIgnores">For each name of that path, the <c>.gitignore</c> of the directory it stands in; the top's comes first.</param>
public sealed record EnclosingRepository(GitFacts Facts, ReadOnlyMemory<byte> ProjectPath, IReadOnlyList<byte[]?> GitIgnores);
