using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// Follows a path given by the user to where it leads, component by component, each opened in the one before it, so that nobody can exchange a component under
/// the walk. A symbolic link is followed only where root or the login owns it.
/// </summary>
internal sealed class RootResolver : IDisposable
{
    private const int MostLinks = 40;

    private readonly byte[] _given;
    private readonly List<(byte[] Path, FileStatus Status)> _passed = [];
    private readonly Stack<byte[]> _pending = [];
    private readonly List<byte[]> _resolved = [];

    /// <summary>The directories on the way: the root of the file system, and one for each component, as far as they exist.</summary>
    private readonly List<DirectoryHandle> _walked = [DirectoryHandle.Open("/"u8)];

    private int _links;

    private RootResolver(byte[] given) => _given = given;

    /// <summary>Resolves a path.</summary>
    /// <param name="given">Absolute, or relative to the login directory.</param>
    /// <param name="loginDirectory">Absolute.</param>
    /// <exception cref="SyncException">It cannot be followed, or <see cref="ExitCode.Refused"/>: a link on the way belongs to somebody else.</exception>
    public static RootLocation Resolve(ReadOnlySpan<byte> given, ReadOnlySpan<byte> loginDirectory)
    {
        byte[] absolute = given.StartsWith("/"u8) ? given.ToArray() : [.. loginDirectory, (byte)'/', .. given];
        if (absolute.Contains((byte)0) || absolute.Length > RelativePath.MaxLength)
        {
            throw new SyncException(ExitCode.SyncFailed, $"'{DisplayText.Of(given)}' cannot be the path of a target: it has a zero byte or more than {RelativePath.MaxLength} bytes");
        }

        using var resolver = new RootResolver(absolute);
        resolver.Push(absolute);
        while (resolver._pending.TryPop(out byte[]? name))
        {
            resolver.Step(name);
        }

        return new RootLocation(absolute, resolver.Path(), resolver._links > 0);
    }

    /// <summary>
    /// Follows an absolute path, and tells what stands at each component that is no link, in the order of the walk: what
    /// it leads to comes last, where there is something.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <exception cref="SyncException">It cannot be followed, or a link on the way belongs to somebody else.</exception>
    public static IReadOnlyList<(byte[] Path, FileStatus Status)> Walk(byte[] path)
    {
        using var resolver = new RootResolver(path);
        resolver.Push(path);
        while (resolver._pending.TryPop(out byte[]? name))
        {
            resolver.Step(name);
        }

        return resolver._passed;
    }

    /// <inheritdoc/>
    public void Dispose() => GoBackTo(0);

    private void Step(byte[] name)
    {
        switch (name)
        {
            case [] or [(byte)'.']:
                return;
            case [(byte)'.', (byte)'.']:
                GoBackTo(Math.Max(_resolved.Count, 1));
                return;
        }

        if (!RelativePath.IsValidName(name))
        {
            throw Fail($"a component has more than {RelativePath.MaxNameLength} bytes");
        }

        bool hasParent = _walked.Count == _resolved.Count + 1;
        if (!hasParent)
        {
            _resolved.Add(name);
        }
        else if (!_walked[^1].TryOpenComponent(name, out DirectoryHandle? component, out FileStatus status, out Errno error))
        {
            if (error is not (Errno.ENOENT or Errno.ENOTDIR))
            {
                throw Fail($"'{PathTo(name)}' cannot be looked at: {new FileSystemException(error, "open", name).Cause}");
            }

            _resolved.Add(name);
        }
        else if (status.Type == EntryType.Symlink)
        {
            using (component)
            {
                Follow(name, status.OwnerId, component.ReadOwnLink());
            }
        }
        else
        {
            _resolved.Add(name);
            _walked.Add(component);
            _passed.Add((Path(), status));
        }
    }

    private void Follow(byte[] name, uint owner, byte[] text)
    {
        if (owner != 0 && owner != EffectiveUser.Id)
        {
            throw new SyncException(
                ExitCode.Refused,
                $"refused: the target's root '{DisplayText.Of(_given)}' leads through the symbolic link '{PathTo(name)}', which belongs to user {owner}, not to root or to "
                + $"your login. It leads to '{DisplayText.Of(text)}'. If that is meant, name that path as the target, or have the link made by root or your login.");
        }

        if (++_links > MostLinks)
        {
            throw Fail("too many symbolic links");
        }

        if (text is [(byte)'/', ..])
        {
            GoBackTo(1);
        }

        Push(text);
    }

    /// <summary>Leaves so many directories of the walk, the root of the file system among them.</summary>
    private void GoBackTo(int count)
    {
        int names = Math.Max(count - 1, 0);
        if (names < _resolved.Count)
        {
            _resolved.RemoveRange(names, _resolved.Count - names);
        }

        for (int i = _walked.Count - 1; i >= count; i--)
        {
            _walked[i].Dispose();
            _walked.RemoveAt(i);
        }
    }

    private void Push(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            int slash = path.LastIndexOf((byte)'/');
            _pending.Push(path[(slash + 1)..].ToArray());
            path = path[..Math.Max(slash, 0)];
        }
    }

    private byte[] Path()
    {
        var path = new List<byte>();
        foreach (byte[] name in _resolved)
        {
            path.Add((byte)'/');
            path.AddRange(name);
        }

        return path.Count == 0 ? "/"u8.ToArray() : [.. path];
    }

    private string PathTo(byte[] name) => $"{DisplayText.Of(Path()).TrimEnd('/')}/{DisplayText.Of(name)}";

    private SyncException Fail(string cause) => new(ExitCode.SyncFailed, $"cannot follow the target's path '{DisplayText.Of(_given)}': {cause}");

    /// <summary>
    /// Whether this login has a directory in which things can be kept; without, nothing is kept in whatever directory is
    /// the current one.
    /// </summary>
    public static bool HasLoginDirectory => System.IO.Path.IsPathRooted(Environment.GetEnvironmentVariable("HOME"));

    /// <summary>The login directory: <c>$HOME</c>, else the current directory.</summary>
    public static byte[] LoginDirectory() =>
        NamedPlace.BytesOf(HasLoginDirectory ? Environment.GetEnvironmentVariable("HOME")! : Environment.CurrentDirectory);
}
