using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>Follows a path given by the user to where it leads, component by component, as the kernel would, noting the symbolic links.</summary>
internal sealed class RootResolver
{
    private const int MostLinks = 40;

    private readonly Stack<byte[]> _pending = [];
    private readonly List<byte[]> _resolved = [];
    private int _links;

    private RootResolver()
    {
    }

    /// <summary>Resolves a path.</summary>
    /// <param name="given">Absolute, or relative to the login directory.</param>
    /// <param name="loginDirectory">Absolute.</param>
    public static RootLocation Resolve(ReadOnlySpan<byte> given, ReadOnlySpan<byte> loginDirectory)
    {
        byte[] absolute = given.StartsWith("/"u8) ? given.ToArray() : [.. loginDirectory, (byte)'/', .. given];
        if (absolute.Contains((byte)0) || absolute.Length > RelativePath.MaxLength)
        {
            throw new SyncException(ExitCode.SyncFailed, $"'{DisplayText.Of(given)}' cannot be the path of a target: it has a zero byte or more than {RelativePath.MaxLength} bytes");
        }

        var resolver = new RootResolver();
        resolver.Push(absolute);
        while (resolver._pending.TryPop(out byte[]? name))
        {
            resolver.Step(name, absolute);
        }

        return new RootLocation(absolute, resolver.Path(), resolver._links > 0);
    }

    private void Step(byte[] name, byte[] given)
    {
        switch (name)
        {
            case [] or [(byte)'.']:
                return;
            case [(byte)'.', (byte)'.']:
                _resolved.RemoveRange(Math.Max(_resolved.Count - 1, 0), Math.Min(_resolved.Count, 1));
                return;
        }

        if (!RelativePath.IsValidName(name))
        {
            throw Refuse(given, $"a component has more than {RelativePath.MaxNameLength} bytes");
        }

        if (ReadLink(name) is not { } text)
        {
            _resolved.Add(name);
            return;
        }

        if (++_links > MostLinks)
        {
            throw Refuse(given, "too many symbolic links");
        }

        if (text is [(byte)'/', ..])
        {
            _resolved.Clear();
        }

        Push(text);
    }

    /// <summary>The text of the link that stands in the directory resolved so far; null for anything else and for nothing.</summary>
    private byte[]? ReadLink(byte[] name)
    {
        DirectoryHandle directory;
        try
        {
            directory = DirectoryHandle.Open(Path());
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        using (directory)
        {
            return directory.Stat(name, out FileStatus status) == Errno.None && status.Type == EntryType.Symlink ? directory.ReadLink(name) : null;
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

    private static SyncException Refuse(byte[] given, string cause) =>
        new(ExitCode.SyncFailed, $"cannot follow the target's path '{DisplayText.Of(given)}': {cause}");

    /// <summary>The login directory: <c>$HOME</c>, else the current directory.</summary>
    public static byte[] LoginDirectory() =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && home[0] == '/'
            ? Encoding.UTF8.GetBytes(home)
            : Encoding.UTF8.GetBytes(Environment.CurrentDirectory);
}
