using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>Makes the entries of a sender's lists from what stands on the disk.</summary>
/// <param name="roots">Where the sources are.</param>
/// <param name="options">The options of this run.</param>
/// <param name="makes">Makes one entry.</param>
/// <param name="problems">Where problems are told.</param>
internal sealed class SourceLister(SourceRoots roots, RsyncOptions options, EntryMaker makes, SourceProblems problems)
{
    private const int ListBufferLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[ListBufferLength];
    private readonly Dictionary<string, FileEntry> _implied = [];

    /// <summary>Whether the receiver can tell directories on the way from others.</summary>
    public bool TellsImplied { get; init; }

    /// <summary>The entries of arguments, with <c>-R</c> those of the directories on the way to them too.</summary>
    public List<FileEntry> ListArguments(IEnumerable<SourceArgument> arguments)
    {
        List<FileEntry> entries = [];
        foreach (SourceArgument argument in arguments)
        {
            try
            {
                AddArgument(argument, entries);
            }
            catch (FileSystemException e)
            {
                ReportArgument(e.Error, "link_stat", argument);
            }
        }

        return entries;
    }

    /// <summary>The entries in a directory.</summary>
    public List<FileEntry> ListDirectory(FileEntry directory)
    {
        List<FileEntry> entries = [];
        List<byte[]> names = [];
        try
        {
            int place = roots.PlaceBelow(directory);
            DirectoryHandle handle = roots.Directory(place, directory.Name);
            foreach (ListedName listed in handle.List(_buffer))
            {
                names.Add(listed.Name.ToArray());
            }

            ulong? fileSystem = options.OneFileSystem > 0 ? handle.OwnEntryStatus().Device : null;
            foreach (byte[] leaf in names)
            {
                byte[] name = directory.IsRoot ? leaf : [.. directory.Name, (byte)'/', .. leaf];
                if (makes.Make(place, name, handle, leaf, fileSystem) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }
        catch (FileSystemException e)
        {
            problems.Report(e.Error, "opendir", roots.FullName(directory.Root, directory.Name));
        }

        return entries;
    }

    /// <summary>All entries below a directory, each directory before what it holds.</summary>
    public void AddBelow(FileEntry directory, List<FileEntry> entries)
    {
        foreach (FileEntry entry in ListDirectory(directory))
        {
            entries.Add(entry);
            if (entry is { IsDirectory: true, Kind: DirectoryKind.Content or DirectoryKind.Top })
            {
                AddBelow(entry, entries);
            }
        }
    }

    private void AddArgument(SourceArgument argument, List<FileEntry> entries)
    {
        if (OpenRoot(argument) is not { } place)
        {
            return;
        }

        if (argument.Name.Contains((byte)'/') && !AddImplied(argument, ref place, entries))
        {
            return;
        }

        DirectoryHandle parent = argument.IsRoot ? roots.Directory(place, argument.Name) : roots.ParentOf(place, argument.Name);
        FileEntry? entry = makes.MakeArgument(place, argument, parent, SourceRoots.LeafOf(argument.Name));
        if (entry is not null)
        {
            bool hasContents = options.Recursive || (options.Dirs && argument.IsContents);
            entry.Kind = !entry.IsDirectory ? DirectoryKind.Content : hasContents ? DirectoryKind.Top : DirectoryKind.Alone;
            entries.Add(entry);
        }
    }

    private int? OpenRoot(SourceArgument argument)
    {
        try
        {
            return roots.Open(argument.Root, argument.IsAbsolute);
        }
        catch (FileSystemException e)
        {
            bool isMissing = e.Error == Errno.ENOENT && (options.IgnoreMissingArgs || options.DeleteMissingArgs);
            if (!isMissing)
            {
                problems.Report(e.Error, argument.IsRoot ? "link_stat" : "change_dir", argument.IsRoot ? argument.FullName : SourceArgument.FullPath(argument.Root));
            }

            return null;
        }
    }

    /// <summary>
    /// Adds the directories on the way to an argument, each once; false when one is missing. Where a link leads on, the place becomes the one behind it.
    /// </summary>
    private bool AddImplied(SourceArgument argument, ref int place, List<FileEntry> entries)
    {
        for (int slash = argument.Name.AsSpan().IndexOf((byte)'/'); slash >= 0; slash = NextSlash(argument.Name, slash))
        {
            byte[] name = argument.Name[..slash];
            string word = $"{place}\0{ByteWord.Of(name)}";
            if (!_implied.TryGetValue(word, out FileEntry? entry))
            {
                entry = makes.MakeImplied(place, name, roots.ParentOf(place, name), SourceRoots.LeafOf(name), out Errno error);
                if (entry is null)
                {
                    AddMissing(argument, place, error, entries);
                    return false;
                }

                _implied[word] = entry;
                if (options.ImpliedDirs || TellsImplied)
                {
                    entries.Add(entry);
                }
            }

            place = roots.PlaceBelow(entry);
        }

        return true;
    }

    /// <summary>An argument below a directory that is not there is as little there itself.</summary>
    private void AddMissing(SourceArgument argument, int place, Errno error, List<FileEntry> entries)
    {
        if (error == Errno.ENOENT && options.DeleteMissingArgs)
        {
            entries.Add(new FileEntry { Name = argument.Name, Root = place });
        }

        ReportArgument(error, "link_stat", argument);
    }

    private void ReportArgument(Errno error, string operation, SourceArgument argument)
    {
        if (error != Errno.ENOENT)
        {
            problems.Report(error, operation, argument.FullName);
        }
        else if (!options.IgnoreMissingArgs && !options.DeleteMissingArgs)
        {
            problems.ReportMissing(argument.FullName);
        }
    }

    private static int NextSlash(ReadOnlySpan<byte> name, int slash)
    {
        int next = name[(slash + 1)..].IndexOf((byte)'/');
        return next < 0 ? -1 : slash + 1 + next;
    }
}
