using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>A content on its way to a place: a private file beside it that is renamed at the end, or the place itself.</summary>
internal sealed class ContentDraft : IDisposable
{
    private readonly DirectoryHandle _parent;
    private readonly byte[] _leaf;
    private DirectoryHandle _where;
    private byte[] _name;
    private readonly FileHandle _file;
    private readonly FileHandle? _basis;
    private readonly bool _isBasisChanged;
    private readonly bool _isInPlace;
    private readonly bool _keepsPart;
    private readonly bool _isSparse;
    private readonly bool _flushes;
    private long _length;
    private bool _isDone;

    private ContentDraft(DirectoryHandle parent, byte[] leaf, DirectoryHandle where, byte[] name, FileHandle file, BasisHandle basis, RsyncOptions options)
    {
        _where = where;
        (_parent, _leaf, _name, _file, _basis) = (parent, leaf, name, file, basis.File);
        _isInPlace = options.Update.InPlace;
        _isBasisChanged = _isInPlace && basis.IsPlace;
        _keepsPart = options.Update.Partial;
        _isSparse = options.Update.Sparse;
        _flushes = options.Update.Fsync;
        _length = basis.Kept;
    }

    /// <summary>Where to put what broke off, if not in its place.</summary>
    public Action<DirectoryHandle, byte[]>? KeepPart { get; init; }

    /// <summary>Starts a content.</summary>
    /// <param name="parent">The directory that it goes to, lent until this is disposed.</param>
    /// <param name="leaf">Its name there.</param>
    /// <param name="basis">The file that blocks come from, disposed with this.</param>
    /// <param name="options">The options of this run.</param>
    /// <param name="aside">The directory of <c>--temp-dir</c>; null to build it beside its place.</param>
    /// <param name="keepPart">Where to put what broke off; null to put it in its place.</param>
    public static ContentDraft Start(
        DirectoryHandle parent, byte[] leaf, BasisHandle basis, RsyncOptions options, DirectoryHandle? aside, Action<DirectoryHandle, byte[]>? keepPart)
    {
        try
        {
            byte[] name = options.Update.InPlace ? leaf : TemporaryName.For(leaf);
            DirectoryHandle where = options.Update.InPlace ? parent : aside ?? parent;
            FileHandle file = where.CreateFile(name, exclusive: !options.Update.InPlace);
            return new ContentDraft(parent, leaf, where, name, file, basis, options) { KeepPart = keepPart };
        }
        catch
        {
            basis.File?.Dispose();
            throw;
        }
    }

    /// <summary>Reads from the basis; gives how much there was.</summary>
    public int ReadBasis(Span<byte> to, long offset)
    {
        int filled = 0;
        while (_basis is not null && filled < to.Length && _basis.ReadAt(to[filled..], offset + filled) is > 0 and int read)
        {
            filled += read;
        }

        return filled;
    }

    /// <summary>Writes what comes next.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="basisOffset">Where they stand in the basis; null for new ones.</param>
    public void Write(ReadOnlySpan<byte> bytes, long? basisOffset)
    {
        bool standsThere = _isBasisChanged && basisOffset == _length;
        if (!standsThere && !(_isSparse && !_isInPlace && !bytes.ContainsAnyExcept((byte)0)))
        {
            _file.WriteAt(bytes, _length);
        }

        _length += bytes.Length;
    }

    /// <summary>Gives the content its attributes; what follows is <see cref="Place"/> or <see cref="PutAside"/>.</summary>
    public void Complete(FileEntry entry, EntryAttributes attributes, EntryStatus? existing)
    {
        if (_isInPlace || _isSparse)
        {
            _file.SetLength(_length);
        }

        if (_flushes)
        {
            _file.FlushContent();
        }

        if (_where != _parent)
        {
            BringNear();
        }

        Errno error = _where.StatEntry(_name, out EntryStatus status);
        if (error != Errno.None)
        {
            throw new FileSystemException(error, "stat", _name);
        }

        attributes.Apply(_where, _name, entry, status, attributes.ModeOf(entry, existing));
    }

    /// <summary>What was built on another file system is copied to that of its place.</summary>
    private void BringNear()
    {
        if (_where.OwnEntryStatus().Device == _parent.OwnEntryStatus().Device)
        {
            return;
        }

        byte[] near = TemporaryName.For(_leaf);
        LocalCopy.Make(_where, _name, _parent, near);
        _where.Unlink(_name);
        (_where, _name) = (_parent, near);
    }

    /// <summary>Puts the content in its place.</summary>
    public void Place()
    {
        if (!_isInPlace)
        {
            _where.Rename(_name, _parent, _leaf);
        }

        _isDone = true;
    }

    /// <summary>Puts the content where it waits for its place.</summary>
    public void PutAside(PartialFiles partial, FileEntry entry)
    {
        partial.Put(entry, _where, _name);
        _isDone = true;
    }

    /// <summary>Gives the content up.</summary>
    public void Discard()
    {
        if (!_isDone && !_isInPlace)
        {
            _where.Unlink(_name);
        }

        _isDone = true;
    }

    /// <summary>Closes the files; a content that broke off is kept under its name where that was asked for, else removed.</summary>
    public void Dispose()
    {
        if (!_isDone && _keepsPart && !_isInPlace && _length > 0)
        {
            if (KeepPart is not null)
            {
                KeepPart(_where, _name);
            }
            else
            {
                _where.Rename(_name, _parent, _leaf);
            }

            _isDone = true;
        }

        Discard();
        _file.Dispose();
        _basis?.Dispose();
    }
}

/// <summary>The open basis of a content.</summary>
/// <param name="File">The file; null for none.</param>
/// <param name="IsPlace">Whether it is the file that stands at the content's place.</param>
/// <param name="Kept">Bytes at the start of the place that stay as they are.</param>
internal readonly record struct BasisHandle(FileHandle? File, bool IsPlace, long Kept);
