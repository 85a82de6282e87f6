using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// Paths one after the other, each written as how much of the path before it it repeats and what follows. Both ends keep one of these a list.
/// <code>
/// | shared: v | length: v | bytes: length |
/// </code>
/// </summary>
internal struct PathSeries
{
    private RelativePath _previous;
    private long _totalBytes;
    private bool _hasStarted;

    /// <summary>Writes the next path.</summary>
    public void Write(IBufferWriter<byte> writer, RelativePath path)
    {
        int shared = path.Bytes.CommonPrefixLength(_previous.Bytes);
        writer.WriteInt64(shared);
        writer.WriteSized(path.Bytes[shared..]);
        _previous = path;
    }

    /// <summary>Reads the next path of a list in any order.</summary>
    public RelativePath Read(ref ByteReader reader)
    {
        int shared = reader.ReadInt32("shared path length", _previous.Bytes.Length);
        ReadOnlySpan<byte> rest = reader.ReadSized("path", RelativePath.MaxLength - shared);
        _totalBytes += shared + rest.Length;
        if (_totalBytes > WireLimits.MaxPathBytes)
        {
            throw new ProtocolException($"paths of a list have {_totalBytes} bytes, the most is {WireLimits.MaxPathBytes}");
        }

        DecodeShare.TakePath(shared + rest.Length);
        Span<byte> joined = stackalloc byte[shared + rest.Length];
        _previous.Bytes[..shared].CopyTo(joined);
        rest.CopyTo(joined[shared..]);
        _previous = RelativePath.Parse(joined);
        return _previous;
    }

    /// <summary>Reads the next path of a list in path order with each path once.</summary>
    public RelativePath ReadNext(ref ByteReader reader)
    {
        RelativePath before = _previous;
        RelativePath path = Read(ref reader);
        if (_hasStarted && path <= before)
        {
            throw new ProtocolException($"path '{path}' is out of order after '{before}'");
        }

        _hasStarted = true;
        return path;
    }

    /// <summary>Writes a list of paths with their number before it.</summary>
    public static void WriteAll(IBufferWriter<byte> writer, IReadOnlyList<RelativePath> paths)
    {
        writer.WriteInt64(paths.Count);
        var series = new PathSeries();
        foreach (RelativePath path in paths)
        {
            series.Write(writer, path);
        }
    }

    /// <summary>Reads a list of paths: in any order, or in path order with each path once.</summary>
    public static RelativePath[] ReadAll(ref ByteReader reader, string field, bool inOrder)
    {
        var paths = new RelativePath[reader.ReadCount(field, WireLimits.MaxItems, itemLength: 2)];
        var series = new PathSeries();
        for (int i = 0; i < paths.Length; i++)
        {
            paths[i] = inOrder ? series.ReadNext(ref reader) : series.Read(ref reader);
        }

        return paths;
    }
}
