using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>Decides whether an entry is what is known of it, reading it where its stamp alone leaves a doubt.</summary>
internal sealed class ContentDoubt(ObservedTarget observed) : IDisposable
{
    private ContentHasher? _hasher;

    public bool IsSame(RelativePath path, in FileStatus status, DirectoryHandle parent) => observed.Compare(path, status) switch
    {
        ObservedMatch.Same => true,
        ObservedMatch.Doubtful => HasKnownContent(path, parent),
        _ => false,
    };

    public void Dispose() => _hasher?.Dispose();

    private bool HasKnownContent(RelativePath path, DirectoryHandle parent)
    {
        _hasher ??= new ContentHasher();
        ContentHash known = observed.Find(path).Content;
        return known.IsKnown && _hasher.TryHash(parent, path.Name, out _, out ContentHash hash, out _) && hash == known;
    }
}
