namespace Lockstep.Tree;

/// <summary>
/// The path of where a walk over a tree is, kept in one buffer, so that only entries that matter get a <see cref="RelativePath"/> of their own.
/// </summary>
public sealed class PathBuffer
{
    private readonly byte[] _bytes = new byte[RelativePath.MaxLength];
    private int _length;

    /// <summary>Bytes of the path.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Goes down to an entry of the directory that the path names.</summary>
    /// <param name="name">A valid name.</param>
    /// <returns>What <see cref="Leave"/> takes to come back.</returns>
    public int Enter(ReadOnlySpan<byte> name)
    {
        int previous = _length;
        int start = previous == 0 ? 0 : previous + 1;
        if (start + name.Length > _bytes.Length)
        {
            throw new ProtocolException($"path '{DisplayText.Of(Bytes)}/{DisplayText.Of(name)}' is longer than {RelativePath.MaxLength} bytes");
        }

        if (start > 0)
        {
            _bytes[previous] = (byte)'/';
        }

        name.CopyTo(_bytes.AsSpan(start));
        _length = start + name.Length;
        return previous;
    }

    /// <summary>Goes back up.</summary>
    /// <param name="previous">What <see cref="Enter"/> gave.</param>
    public void Leave(int previous) => _length = previous;

    /// <summary>The path as a value of its own.</summary>
    public RelativePath ToPath() => RelativePath.FromValid(Bytes);
}
