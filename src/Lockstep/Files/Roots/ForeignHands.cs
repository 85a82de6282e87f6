using System.Globalization;
using Lockstep.Files.Drift;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// Finds who else than root and the login may change a root: the directory itself, one above it, what was pushed into
/// it, a script in it, or what Python would import beside the script. The rule is that of sshd's StrictModes. What an
/// access control list lets others write shows in the group's bits, so one is looked for where these would do no harm.
/// </summary>
/// <param name="root">The root, open.</param>
internal sealed class ForeignHands(TargetRoot root)
{
    private const int OthersMayWrite = 0b000_000_010;
    private const int GroupMayWrite = 0b000_010_000;
    private const int Sticky = 0b001_000_000_000;
    private const int ListingBuffer = 32 << 10;

    // Packages below packages, and entries of all of them, that are looked at.
    private const int DeepestPackage = 8;
    private const int MostEntries = 50_000;

    private readonly PrivateGroups _groups = new();
    private readonly List<string> _found = [];

    /// <summary>Looks.</summary>
    /// <param name="script">The script's name in the root; empty for none.</param>
    /// <param name="isImporting">Whether what Python would import from the root counts too.</param>
    /// <returns>What is wrong, each with the command that puts it right; safe to print.</returns>
    public IReadOnlyList<string> Find(ReadOnlySpan<byte> script, bool isImporting)
    {
        if (root.Tree is not { } tree)
        {
            return [];
        }

        LookAbove();
        Judge(root.Location.Path.Span, tree.Root.Status(), Place.Command);
        if (!script.IsEmpty && tree.Root.Stat(script, out FileStatus status) == Errno.None)
        {
            Judge(PathOf(script), status, Place.Command);
        }

        if (isImporting)
        {
            int left = MostEntries;
            LookAtImports(tree.Root, tree.Root, [], script, 0, ref left);
        }

        return _found;
    }

    /// <summary>Looks at what was pushed into the root: nobody can say what of it a script reads.</summary>
    /// <param name="pushed">What a drift check saw (<see cref="MayBeOpen"/>).</param>
    /// <returns>What is wrong, each with what puts it right; safe to print.</returns>
    public IReadOnlyList<string> FindPushed(IReadOnlyList<SeenStatus> pushed)
    {
        foreach (SeenStatus seen in pushed)
        {
            byte[] path = PathOf(seen.Path.Bytes);
            Judge(path, seen.Status, Place.Pushed);
            if (seen.Status.Type == EntryType.Symlink)
            {
                LookBehind(path, isPushed: true);
            }
        }

        return _found;
    }

    /// <summary>
    /// Whether others than root and the login may be able to write to what has a status, or to what it leads to; few
    /// entries are such.
    /// </summary>
    public static bool MayBeOpen(in FileStatus status) =>
        (status.OwnerId != 0 && status.OwnerId != EffectiveUser.Id)
        || status.Type == EntryType.Symlink
        || (status.Mode & (OthersMayWrite | GroupMayWrite)) != 0;

    private void LookAbove()
    {
        DirectoryHandle current = DirectoryHandle.Open("/"u8);
        try
        {
            Judge("/"u8, current.Status(), Place.Above);
            ReadOnlySpan<byte> path = root.Location.Parent;
            foreach (Range range in path.Split((byte)'/'))
            {
                if (path[range].IsEmpty)
                {
                    continue;
                }

                DirectoryHandle below = current.OpenDirectory(path[range]);
                current.Dispose();
                current = below;
                Judge(path[..range.End], current.Status(), Place.Above);
            }
        }
        catch (FileSystemException failure)
        {
            _found.Add($"the way to '{root.Location}' cannot be walked: {failure.Cause}");
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>
    /// Python imports from the directory of its script before all others: modules, packages with or without an
    /// <c>__init__</c>, and compiled modules beside them. A directory of data may be somebody else's.
    /// </summary>
    private void LookAtImports(
        DirectoryHandle top, DirectoryHandle directory, byte[] prefix, ReadOnlySpan<byte> script, int depth, ref int left)
    {
        Span<byte> buffer = stackalloc byte[ListingBuffer];
        foreach (ListedName entry in directory.List(buffer))
        {
            bool isScript = depth == 0 && entry.Name.SequenceEqual(script);
            if (left-- <= 0 || isScript || directory.Stat(entry.Name, out FileStatus status) != Errno.None)
            {
                continue;
            }

            byte[] path = PathOf([.. prefix, .. entry.Name]);
            if (status.Type == EntryType.Symlink)
            {
                if (ImportableCode.IsModule(entry.Name) || ImportableCode.IsImportedBy(top, script, entry.Name))
                {
                    LookBehind(path, isPushed: false);
                }
            }
            else if (status.Type != EntryType.Directory)
            {
                if (ImportableCode.IsModule(entry.Name))
                {
                    Judge(path, status, Place.Command);
                }
            }
            else if (FlawOf(path, status, Place.Command) is { } flaw)
            {
                if (ImportableCode.Holds(directory, entry.Name) || ImportableCode.IsImportedBy(top, script, entry.Name))
                {
                    _found.Add(flaw);
                }
            }
            else if (depth < DeepestPackage && ImportableCode.Holds(directory, entry.Name)
                && directory.TryOpenDirectory(entry.Name, out DirectoryHandle? below, out _))
            {
                using (below)
                {
                    LookAtImports(top, below, [.. prefix, .. entry.Name, (byte)'/'], script, depth + 1, ref left);
                }
            }
        }
    }

    /// <summary>Looks at what a link leads to, and at all directories on the way.</summary>
    private void LookBehind(byte[] link, bool isPushed)
    {
        IReadOnlyList<(byte[] Path, FileStatus Status)> passed;
        try
        {
            passed = RootResolver.Walk(link);
        }
        catch (SyncException failure)
        {
            _found.Add($"'{DisplayText.Of(link)}' cannot be followed: {failure.Message}");
            return;
        }

        for (int i = 0; i < passed.Count; i++)
        {
            (byte[] path, FileStatus status) = passed[i];
            bool isEnd = i == passed.Count - 1;
            bool isInside = path.AsSpan().StartsWith(PathOf([]));
            bool isData = status.Type == EntryType.Directory && isEnd && isInside && isPushed;
            if (status.Type != EntryType.Special && !isData)
            {
                Judge(path, status, isEnd ? Place.Command : Place.Above);
            }
        }
    }

    private void Judge(ReadOnlySpan<byte> path, in FileStatus status, Place place)
    {
        if (FlawOf(path, status, place) is { } flaw && !_found.Contains(flaw))
        {
            _found.Add(flaw);
        }
    }

    /// <param name="path">What it is, absolute.</param>
    /// <param name="status">What is known of it.</param>
    /// <param name="place">What it is there for.</param>
    private string? FlawOf(ReadOnlySpan<byte> path, in FileStatus status, Place place)
    {
        string shown = DisplayText.Of(path);
        uint login = EffectiveUser.Id;
        if (status.OwnerId != 0 && status.OwnerId != login)
        {
            return string.Create(CultureInfo.InvariantCulture, $"'{shown}' belongs to user {status.OwnerId}{Remedy($"chown {login}", path)}");
        }

        // In a sticky directory nobody can exchange what belongs to root or the login, and no more is asked of most.
        bool isExempt = status.Type == EntryType.Symlink || (place == Place.Above && (status.Mode & Sticky) != 0);
        if (isExempt)
        {
            return null;
        }

        // The mode of what was pushed is the project's: changed on the target alone, it would be drift.
        string where = place == Place.Pushed ? "in the project: chmod" : "chmod";
        ReadOnlySpan<byte> named = place == Place.Pushed ? path[(root.Location.Path.Length + 1)..] : path;
        if ((status.Mode & OthersMayWrite) != 0)
        {
            return $"everybody may write to '{shown}'{Remedy($"{where} o-w", named)}";
        }

        if ((status.Mode & GroupMayWrite) == 0)
        {
            return null;
        }

        return !_groups.IsPrivate(status.GroupId)
                ? string.Create(CultureInfo.InvariantCulture, $"group {status.GroupId} may write to '{shown}'{Remedy($"{where} g-w", named)}")
            : NamedPlace.MayHaveAccessList(path)
                ? $"an access control list may let others write to '{shown}'{Remedy("setfacl -b", path)}"
            : null;
    }

    private static string Remedy(string command, ReadOnlySpan<byte> path) =>
        ShellWord.Of(path) is { } word ? $" ({command} {word})" : "";

    private byte[] PathOf(ReadOnlySpan<byte> name) => [.. root.Location.Path.Span, (byte)'/', .. name];

    /// <summary>Why an entry counts.</summary>
    private enum Place
    {
        /// <summary>It leads to the root.</summary>
        Above,

        /// <summary>It is the root, or what starts there or is imported.</summary>
        Command,

        /// <summary>It was pushed.</summary>
        Pushed,
    }
}
