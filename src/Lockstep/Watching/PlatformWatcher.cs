using System.Text;
using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>
/// macOS and Windows: the platform's own watcher of whole trees (FSEvents, ReadDirectoryChangesW). It says less than inotify does: not whether a file is
/// still being written, and names only as text. Compiled with everything else and not tested on these systems.
/// </summary>
internal sealed class PlatformWatcher : ITreeWatcher
{
    // The most that ReadDirectoryChangesW takes on a network drive.
    private const int BufferLength = 64 * 1024;

    private readonly FileSystemWatcher _watcher;
    private readonly ITreeEventSink _sink;

    /// <summary>Starts watching a whole tree.</summary>
    public PlatformWatcher(string root, ITreeEventSink sink)
    {
        _sink = sink;
        _watcher = new FileSystemWatcher(root)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = BufferLength,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
        };
        _watcher.Created += (_, change) => Take(TreeEventKind.Appeared, change.Name, change.FullPath);
        _watcher.Changed += (_, change) => Take(TreeEventKind.Modified, change.Name, change.FullPath);
        _watcher.Deleted += (_, change) => Take(TreeEventKind.Removed, change.Name, change.FullPath);
        _watcher.Renamed += (_, change) => Rename(change);
        _watcher.Error += (_, error) => Lose(error.GetException());
        _watcher.EnableRaisingEvents = true;
    }

    /// <inheritdoc/>
    public void Watch(RelativePath directory)
    {
        // The whole tree is watched from the start.
    }

    /// <inheritdoc/>
    public void Reconsider()
    {
        // What is not wanted is left out when it is told.
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private void Rename(RenamedEventArgs change)
    {
        Take(TreeEventKind.Removed, change.OldName, change.OldFullPath);
        Take(TreeEventKind.Appeared, change.Name, change.FullPath);
    }

    private void Lose(Exception cause)
    {
        _sink.Tell($"the system's watcher lost track ({cause.Message}): the project is scanned again");
        _sink.Take(new TreeEvent(TreeEventKind.Lost, RelativePath.Root));
    }

    private void Take(TreeEventKind kind, string? name, string fullPath)
    {
        string slashed = (name ?? "").Replace(Path.DirectorySeparatorChar, '/');
        if (!RelativePath.TryParse(Encoding.UTF8.GetBytes(slashed), out RelativePath path, out _) || path.IsRoot)
        {
            return;
        }

        if (RuleFileNames.EventOf(path) is { } rules)
        {
            _sink.Take(rules);
        }

        bool isDirectory = Directory.Exists(fullPath);
        if (!_sink.IsWanted(path, isDirectory))
        {
            return;
        }

        bool appeared = kind == TreeEventKind.Appeared && isDirectory;
        bool isMetadata = kind == TreeEventKind.Modified && isDirectory;
        _sink.Take(new TreeEvent(appeared ? TreeEventKind.DirectoryAppeared : isMetadata ? TreeEventKind.MetadataSet : kind, path));
    }
}
