using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Where the changes of a run are staged. A directory that is new to the target is staged as a tree and put in place by one rename; what goes into
/// directories that exist is staged side by side. Both are units: entries of the stage directory, named by a hash of their path on the target, so that the
/// next run finds what this one left.
/// </summary>
public sealed class StageLayout
{
    private const int None = -1;

    private readonly IReadOnlyList<Change> _changes;
    private readonly int[] _unitOf;

    /// <summary>Lays out changes in path order.</summary>
    public StageLayout(IReadOnlyList<Change> changes)
    {
        _changes = changes;
        _unitOf = new int[changes.Count];
        int tree = None;
        for (int i = 0; i < changes.Count; i++)
        {
            Change change = changes[i];
            bool isInTree = tree != None && change.Path.IsBelow(changes[tree].Path);
            tree = isInTree ? tree : None;
            _unitOf[i] = !IsStaged(change) ? None : isInTree ? tree : i;
            if (!isInTree && IsStaged(change) && change.After.IsDirectory)
            {
                tree = i;
            }
        }
    }

    /// <summary>Whether anything is staged for a change.</summary>
    public static bool IsStaged(in Change change) => change.Kind is ChangeKind.Add or ChangeKind.Update or ChangeKind.Rename;

    /// <summary>Whether a change is put in place by a rename of its own.</summary>
    public bool IsUnit(int index) => _unitOf[index] == index;

    /// <summary>Whether a change comes with the directory it stands in.</summary>
    public bool IsInTree(int index) => _unitOf[index] != None && _unitOf[index] != index;

    /// <summary>The unit a change belongs to; -1 when nothing is staged for it.</summary>
    public int UnitOf(int index) => _unitOf[index];

    /// <summary>The path of a change below the stage directory; false when it is too long to be one.</summary>
    public bool TryPathOf(int index, out RelativePath path)
    {
        RelativePath top = _changes[_unitOf[index]].Path;
        ReadOnlySpan<byte> below = _changes[index].Path.Bytes[top.Bytes.Length..];
        bool needsSlash = top.IsRoot && !below.IsEmpty;
        return RelativePath.TryParse([.. NameOf(top), .. needsSlash ? "/"u8 : default, .. below], out path, out _);
    }

    /// <summary>The name by which a path's unit stands in the stage directory.</summary>
    public static byte[] NameOf(RelativePath path) =>
        Encoding.ASCII.GetBytes(XxHash128.HashToUInt128(path.Bytes).ToString("x32", CultureInfo.InvariantCulture));

    /// <summary>The name of what an earlier run staged of a path's content, kept to build on.</summary>
    public static byte[] PartialNameOf(RelativePath path) => [.. NameOf(path), .. ".part"u8];
}
