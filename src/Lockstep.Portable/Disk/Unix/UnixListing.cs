using System.Runtime.InteropServices;
using Lockstep.Native.Disk;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>An open listing of a directory of Unix.</summary>
internal sealed unsafe class UnixListing(nint directory) : PathListing
{
    private nint _directory = directory;
    private UnixName _pending;
    private bool _hasPending;

    /// <inheritdoc/>
    public override int Fill(Span<byte> buffer)
    {
        int filled = 0;
        while (_hasPending || Next())
        {
            var name = new ReadOnlySpan<byte>(_pending.Name, _pending.Length);
            int length = Write(buffer[filled..], name, (byte)_pending.Type);
            if (length == 0)
            {
                return filled;
            }

            filled += length;
            _hasPending = false;
        }

        return filled;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_directory != 0)
        {
            _ = UnixImports.CloseDirectory(_directory);
            _directory = 0;
        }

        base.Dispose();
    }

    private bool Next()
    {
        UnixName name;
        int result = UnixImports.ReadDirectory(_directory, &name);
        if (result > 0)
        {
            throw new FileSystemException(UnixErrors.Of((long)result), "list directory", name: default);
        }

        name.Length = result == 0 && name.Length < 0 ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name.Name).Length : name.Length;
        (_pending, _hasPending) = (name, result == 0);
        return _hasPending;
    }
}
