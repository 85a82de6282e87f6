using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>Where a target's root is, after all symbolic links in the path that was given.</summary>
public sealed class RootLocation
{
    internal RootLocation(byte[] given, byte[] path, bool isThroughLink)
    {
        Given = given;
        Path = path;
        IsThroughLink = isThroughLink;
    }

    /// <summary>The path as given, made absolute.</summary>
    public ReadOnlyMemory<byte> Given { get; }

    /// <summary>The absolute path without symbolic links, dots or trailing slash; the end of it need not exist.</summary>
    public ReadOnlyMemory<byte> Path { get; }

    /// <summary>Whether a symbolic link led there.</summary>
    public bool IsThroughLink { get; }

    /// <summary>The directory that holds the root.</summary>
    public ReadOnlySpan<byte> Parent => Path.Span[..Math.Max(Path.Span.LastIndexOf((byte)'/'), 1)];

    /// <summary>The root's own name; empty for <c>/</c>.</summary>
    public ReadOnlySpan<byte> Name => Path.Span[(Path.Span.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The path for people.</summary>
    public override string ToString() => DisplayText.Of(Path.Span);
}
